package dev.countersign.core.viewer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** What a viewer has sent and nobody has taken yet; released as soon as it is empty. */
final class UnreadBytes {
    private final ByteBufAllocator allocator;
    private @Nullable ByteBuf bytes;

    UnreadBytes(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** Takes a buffer over. */
    void add(ByteBuf more) {
        ByteBuf before = bytes;
        if (before == null) {
            bytes = more;
            return;
        }
        ByteBuf both = allocator.directBuffer(before.readableBytes() + more.readableBytes());
        both.writeBytes(before).writeBytes(more);
        before.release();
        more.release();
        bytes = both;
    }

    /** Null when there is nothing to read. */
    @Nullable
    ByteBuf readable() {
        ByteBuf rest = bytes;
        if (rest != null && !rest.isReadable()) {
            clear();
            return null;
        }
        return rest;
    }

    boolean isEmpty() {
        return readable() == null;
    }

    /** Hands over what there is; null for nothing. */
    @Nullable
    ByteBuf take() {
        ByteBuf rest = readable();
        bytes = null;
        return rest;
    }

    void clear() {
        ByteBuf rest = bytes;
        bytes = null;
        if (rest != null) {
            rest.release();
        }
    }
}
