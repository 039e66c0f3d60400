package dev.countersign.core.retry;

import dev.countersign.core.origin.OriginConnection;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What of a request's content has been sent, while it may have to be sent again. A copy: slices would keep alive the much
 * larger buffers they were read into, however small they are.
 */
final class SentBody {
    /**
     * Forms and API calls fit; an upload does not, and ends with the rejection as it would without a fallback. It is kept
     * only until a new connection's first response begins, for as many requests as the origin has such connections.
     */
    static final int MOST_BYTES = 64 * 1024;

    private @Nullable ByteBuf copy;
    private boolean whole = true;

    /** Everything sent so far can be sent again. */
    boolean isWhole() {
        return whole;
    }

    /** {@code content} is about to be sent on {@code to}; stays the caller's. */
    void add(ByteBuf content, OriginConnection to) {
        if (!whole) {
            return;
        }
        ByteBuf kept = copy;
        int before = kept == null ? 0 : kept.readableBytes();
        if (before + content.readableBytes() > MOST_BYTES) {
            drop();
            whole = false;
            return;
        }
        if (kept == null) {
            kept = to.buffer(content.readableBytes());
            copy = kept;
        }
        kept.writeBytes(content, content.readerIndex(), content.readableBytes());
    }

    /** Hands over what is kept, null for nothing. */
    @Nullable
    ByteBuf take() {
        ByteBuf taken = copy;
        copy = null;
        return taken;
    }

    /** It will not be sent again. */
    void drop() {
        ByteBuf kept = take();
        if (kept != null) {
            kept.release();
        }
    }

    void reset() {
        drop();
        whole = true;
    }
}
