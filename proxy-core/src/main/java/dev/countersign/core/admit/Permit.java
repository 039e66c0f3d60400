package dev.countersign.core.admit;

import dev.countersign.core.destination.OriginTarget;
import dev.countersign.core.destination.PoolKey;

/**
 * The proof that a request may go to one origin. Only {@link Admission} makes one, and connections are leased for
 * nothing else, so a check cannot be forgotten.
 */
public final class Permit implements Admission.Answer {
    private final OriginTarget origin;
    private final boolean secure;

    Permit(OriginTarget origin, boolean secure) {
        this.origin = origin;
        this.secure = secure;
    }

    public OriginTarget origin() {
        return origin;
    }

    /**
     * The same permission, used under the origin's fallback identity: it is for that one origin still.
     *
     * @throws java.util.NoSuchElementException the origin has none
     */
    public Permit underFallback() {
        return new Permit(origin.fallback().orElseThrow().target(), secure);
    }

    /** The origin is spoken to over TLS. */
    public boolean secure() {
        return secure;
    }

    public PoolKey poolKey() {
        return origin.key(secure);
    }
}
