package dev.countersign.core.viewer;

import dev.countersign.core.http.BodyFraming;
import dev.countersign.core.http.ByteWriter;
import dev.countersign.core.http.ChunkWriter;
import dev.countersign.core.http.Head;
import dev.countersign.core.snapshot.EdgeLines;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Puts responses into HTTP/1.1 bytes. Small things are gathered in one buffer, so that a head and a small body are one
 * write; large content is passed on as it is.
 */
final class Http1Writer {
    private static final int GATHERED_BODY = 8192;
    private static final int GATHERED_CHUNKS = 2048;
    private static final int SMALL = 64;

    private static final byte[] VERSION = ascii("HTTP/1.1");
    private static final byte[] CRLF = ascii("\r\n");
    private static final byte[] CLOSE = ascii("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
    private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
    private static final byte[] UPGRADE = ascii("Connection: Upgrade\r\nUpgrade: websocket\r\n");
    private static final byte[] REQUEST_ID = ascii("X-Amz-Cf-Id: ");
    private static final byte[] CONTINUE = ascii("HTTP/1.1 100 Continue\r\n\r\n");
    private static final int FIRST_ERROR_STATUS = 400;

    private final Channel channel;
    private @Nullable ByteBuf gathered;
    private BodyFraming framing = BodyFraming.NONE;
    private long bytes;

    Http1Writer(Channel channel) {
        this.channel = channel;
    }

    long bytes() {
        return bytes;
    }

    Channel channel() {
        return channel;
    }

    void begin() {
        bytes = 0;
        framing = BodyFraming.NONE;
    }

    void interim(Head head, ByteWriter scratch) {
        scratch.put(VERSION).put(head.bytes(), VERSION.length, head.linesStart() - VERSION.length);
        head.copyKeptLines(scratch);
        scratch.put(CRLF);
        gather(scratch, 0);
    }

    void continueNow(ByteWriter scratch) {
        gather(scratch.put(CONTINUE), 0);
    }

    /** {@code sent} is how the body will be delimited towards this viewer. */
    void head(Head head, BodyFraming sent, Persistence persistence, EdgeLines edge, byte[] requestId, ByteWriter out) {
        framing = sent;
        if (head.statedStatus() != head.status()) {
            FixedPages.statusLine(head.statedStatus(), out);
        } else {
            out.put(VERSION).put(head.bytes(), VERSION.length, head.linesStart() - VERSION.length);
        }
        head.copyKeptLines(out);
        if (sent == BodyFraming.CHUNKED) {
            out.put(CHUNKED);
        }
        out.put(edge.via(head.minorVersion()));
        boolean error = head.isRestated() || head.status() >= FIRST_ERROR_STATUS;
        out.put(error ? edge.cacheError() : edge.cacheMiss());
        trailer(persistence, edge, requestId, out);
        gather(out, bodyRoom(head, sent));
    }

    /** A 101: what comes behind it is another protocol's. */
    void switching(Head head, EdgeLines edge, byte[] requestId, ByteWriter out) {
        out.put(VERSION).put(head.bytes(), VERSION.length, head.linesStart() - VERSION.length);
        head.copyKeptLines(out);
        out.put(UPGRADE).put(edge.via(head.minorVersion())).put(edge.cacheMiss());
        trailer(Persistence.KEEP_ALIVE, edge, requestId, out);
        gather(out, 0);
    }

    private static int bodyRoom(Head head, BodyFraming sent) {
        return switch (sent) {
            case NONE -> 0;
            case LENGTH -> (int) Math.min(head.contentLength(), GATHERED_BODY);
            case CHUNKED, UNTIL_CLOSE -> GATHERED_CHUNKS;
        };
    }

    /** {@code out}: the head so far. */
    void page(byte[] body, Persistence persistence, EdgeLines edge, byte[] id, ByteWriter out) {
        out.put(edge.server()).put(edge.cacheError());
        trailer(persistence, edge, id, out);
        out.put(body);
        gather(out, 0);
    }

    void redirect(int status, Head request, Persistence persistence, EdgeLines edge, byte[] id, ByteWriter out) {
        FixedPages.redirect(status, request, out);
        out.put(edge.server());
        trailer(persistence, edge, id, out);
        gather(out, 0);
    }

    private static void trailer(Persistence persistence, EdgeLines edge, byte[] requestId, ByteWriter out) {
        out.put(edge.pop()).put(REQUEST_ID).put(requestId).put(CRLF);
        switch (persistence) {
            case CLOSE -> out.put(CLOSE);
            case KEEP_ALIVE_SAID -> out.put(KEEP_ALIVE);
            case KEEP_ALIVE -> {}
        }
        out.put(CRLF);
    }

    void content(ByteBuf content) {
        int size = content.readableBytes();
        if (framing == BodyFraming.CHUNKED) {
            ChunkWriter.writeSizeLine(room(ChunkWriter.MAX_SIZE_LINE), size);
        }
        ByteBuf small = gathered;
        if (small != null && small.writableBytes() >= size + ChunkWriter.MAX_SIZE_LINE) {
            small.writeBytes(content);
            content.release();
        } else {
            pass();
            bytes += size;
            channel.write(content, channel.voidPromise());
        }
        if (framing == BodyFraming.CHUNKED) {
            ChunkWriter.writeEnd(room(2));
        }
    }

    void end() {
        if (framing == BodyFraming.CHUNKED) {
            ChunkWriter.writeLast(room(ChunkWriter.LAST_LENGTH));
        }
        pass();
    }

    void flush() {
        pass();
        channel.flush();
    }

    /** Ends the response in its middle. Where only the connection's end delimits it, a reset tells the viewer. */
    void cut() {
        if (framing == BodyFraming.UNTIL_CLOSE) {
            reset();
        } else {
            flush();
            channel.close();
        }
    }

    void reset() {
        discard();
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.unsafe().close(channel.voidPromise()); // past TLS, whose close_notify would say: complete
    }

    void discard() {
        ByteBuf unsent = gathered;
        gathered = null;
        if (unsent != null) {
            unsent.release();
        }
    }

    private void gather(ByteWriter out, int behind) {
        pass();
        ByteBuf buffer = channel.alloc().directBuffer(out.length() + behind + SMALL);
        out.copyTo(buffer);
        gathered = buffer;
    }

    private ByteBuf room(int size) {
        ByteBuf buffer = gathered;
        if (buffer != null && buffer.writableBytes() >= size) {
            return buffer;
        }
        pass();
        buffer = channel.alloc().directBuffer(SMALL);
        gathered = buffer;
        return buffer;
    }

    /** Hands what was gathered to the channel, unflushed. */
    private void pass() {
        ByteBuf buffer = gathered;
        if (buffer == null) {
            return;
        }
        gathered = null;
        bytes += buffer.readableBytes();
        channel.write(buffer, channel.voidPromise());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
