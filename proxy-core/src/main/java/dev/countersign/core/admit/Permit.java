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
    private final String forwardedName;
    private final boolean webSocket;

    /** {@code forwardedName}: what a forwarded Host names; empty for the origin's own. */
    Permit(OriginTarget origin, boolean secure, RequestSelection selection, String forwardedName, boolean webSocket) {
        this.origin = origin;
        this.secure = secure;
        this.selection = selection;
        this.forwardedName = forwardedName;
        this.webSocket = webSocket;
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
        return new Permit(origin.fallback().orElseThrow().target(), secure, selection, forwardedName, webSocket);
    }

    /** The origin is spoken to over TLS. */
    public boolean secure() {
        return secure;
    }

    /** What of the request the origin gets. */
    public RequestSelection selection() {
        return selection;
    }

    /** The origin is asked to go on as a WebSocket. */
    public boolean isWebSocket() {
        return webSocket;
    }

    public PoolKey poolKey() {
        PoolKey own = origin.key(secure);
        return forwardedName.isEmpty() ? own : own.forwarding(forwardedName);
    }
}
