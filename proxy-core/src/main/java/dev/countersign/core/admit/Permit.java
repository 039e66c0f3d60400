package dev.countersign.core.admit;

import dev.countersign.core.destination.OriginTarget;
import dev.countersign.core.destination.PoolKey;
import dev.countersign.core.selection.RequestSelection;

/**
 * The proof that a request may go to one origin. Only {@link Admission} makes one, and connections are leased for
 * nothing else, so a check cannot be forgotten.
 */
public final class Permit implements Admission.Answer {
    private final OriginTarget origin;
    private final boolean secure;
    private final RequestSelection selection;

    Permit(OriginTarget origin, boolean secure, RequestSelection selection) {
        this.origin = origin;
        this.secure = secure;
        this.selection = selection;
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
        return new Permit(origin.fallback().orElseThrow().target(), secure, selection);
    }

    /** The origin is spoken to over TLS. */
    public boolean secure() {
        return secure;
    }

    /** What of the request the origin gets. */
    public RequestSelection selection() {
        return selection;
    }

    public PoolKey poolKey() {
        return origin.key(secure);
    }
}
