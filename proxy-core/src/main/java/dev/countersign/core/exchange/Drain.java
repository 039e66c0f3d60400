package dev.countersign.core.exchange;

import dev.countersign.core.http.BodyFraming;
import dev.countersign.core.http.Method;
import dev.countersign.core.origin.LeaseFailure;
import dev.countersign.core.origin.LeaseListener;
import dev.countersign.core.origin.OriginConnection;
import dev.countersign.core.origin.OriginPools;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is left of a response that is not passed on, so that its connection can carry another request: an origin that
 * answers 404 again and again must not cost a handshake each time. Too much of it, or too slow, costs more than that.
 */
final class Drain implements LeaseListener {
    static final int MOST_BYTES = 64 * 1024;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final OriginPools pools;
    private final OriginConnection connection;
    private final ResponseReader reader;
    private final Method method;
    private int left = MOST_BYTES;

    private Drain(OriginPools pools, OriginConnection connection, ResponseReader reader, Method method) {
        this.pools = pools;
        this.connection = connection;
        this.reader = reader;
        this.method = method;
    }

    /** Does that response promise to end soon? */
    static boolean isWorthIt(ResponseReader reader) {
        return reader.framing() == BodyFraming.CHUNKED
                || (reader.framing() == BodyFraming.LENGTH && reader.head().contentLength() <= MOST_BYTES);
    }

    /** Takes over the connection, and the reader that is in the middle of its response to a request of that method. */
    static void begin(OriginPools pools, OriginConnection connection, ResponseReader reader, Method method) {
        pools.drainBegan(connection);
        connection.handOver(new Drain(pools, connection, reader, method));
        connection.deadline().in(PATIENCE_NANOS);
    }

    @Override
    public void originBytes(ByteBuf bytes) {
        try {
            left -= bytes.readableBytes();
            if (left < 0) {
                close();
            } else {
                read(bytes);
            }
        } finally {
            bytes.release();
        }
    }

    private void read(ByteBuf bytes) {
        while (true) {
            switch (reader.next(bytes, method)) {
                case CONTENT -> bytes.skipBytes(reader.contentLength());
                case NEED_MORE -> {
                    return;
                }
                case END -> {
                    if (OriginKeepAlive.mayCarryAnother(reader.head(), reader.framing(), true, bytes.isReadable())) {
                        pools.drainEnded(connection);
                        connection.release();
                    } else {
                        close();
                    }
                    return;
                }
                case INTERIM, HEAD, MALFORMED -> {
                    close();
                    return;
                }
            }
        }
    }

    @Override
    public void originTimedOut() {
        close();
    }

    private void close() {
        pools.drainEnded(connection);
        connection.close();
    }

    @Override
    public void leased(OriginConnection leased) {
        throw new IllegalStateException("nothing was leased");
    }

    @Override
    public void leaseFailed(LeaseFailure failure) {
        throw new IllegalStateException("nothing was leased");
    }

    @Override
    public void originReadComplete() {}

    @Override
    public void originWritabilityChanged() {}

    @Override
    public void originClosed(boolean orderly, @Nullable Throwable cause) {
        pools.drainEnded(connection);
    }
}
