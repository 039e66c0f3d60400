package dev.countersign.core.origin;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Who is told everything that arrives on an origin connection. Always called on the connection's event loop. */
public interface OriginListener {
    /** Bytes from the origin; the listener owns the buffer. */
    void originBytes(ByteBuf bytes);

    /** Everything that was read in one go has been handed over. */
    void originReadComplete();

    /** The deadline the listener set on the connection is reached. */
    void originTimedOut();

    /** More can, or should no longer, be written. */
    void originWritabilityChanged();

    /**
     * The connection is gone, and no longer the listener's.
     *
     * @param orderly the origin ended the stream as its protocol demands (TLS: with close_notify)
     * @param cause null when the origin just closed
     */
    void originClosed(boolean orderly, @Nullable Throwable cause);
}
