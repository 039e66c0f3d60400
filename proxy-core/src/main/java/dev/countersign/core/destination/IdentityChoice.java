package dev.countersign.core.destination;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which of an origin's two identities goes first: the primary, until the origin has rejected it several times in a row;
 * then the fallback, so that not every request shakes hands twice. One object per pair of identities, shared by all event
 * loops; a rotation of either begins with a new one.
 */
public final class IdentityChoice {
    /** One rejection may be a single host of many that has not heard of a new authority yet. */
    public static final int REJECTIONS_IN_A_ROW = 3;

    private final AtomicInteger rejections = new AtomicInteger();

    /** One volatile read: asked per request. */
    public boolean fallbackGoesFirst() {
        return rejections.get() == REJECTIONS_IN_A_ROW;
    }

    /**
     * The origin rejected the primary identity.
     *
     * @return the fallback goes first from now on
     */
    public boolean primaryRejected() {
        int before = rejections.getAndUpdate(count -> Math.min(count + 1, REJECTIONS_IN_A_ROW));
        return before == REJECTIONS_IN_A_ROW - 1;
    }

    /**
     * The origin accepted the primary identity.
     *
     * @return the primary goes first again from now on
     */
    public boolean primaryAccepted() {
        return rejections.get() > 0 && rejections.getAndSet(0) == REJECTIONS_IN_A_ROW;
    }
}
