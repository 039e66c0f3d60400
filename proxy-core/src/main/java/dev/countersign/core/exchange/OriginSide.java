package dev.countersign.core.exchange;

import dev.countersign.core.destination.OriginTarget;
import dev.countersign.core.header.RequestHeadPolicy;
import dev.countersign.core.http.BodyFraming;
import dev.countersign.core.http.ByteWriter;
import dev.countersign.core.http.ChunkWriter;
import dev.countersign.core.http.Head;
import dev.countersign.core.loop.Deadlines;
import dev.countersign.core.origin.OriginConnection;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The origin's side of an exchange: the connection on loan, the request on its way out, and the time the origin has. The
 * time does not run while the viewer is the one that is waited for.
 */
final class OriginSide {
    private @Nullable OriginConnection connection;
    private BodyFraming framing = BodyFraming.NONE;
    private long readTimeoutNanos;
    private boolean requestComplete;
    private boolean held;
    private long leasedNanos;

    private final Deadlines deadlines;
    private final Runnable incomplete;
    private Deadlines.@Nullable Deadline completion;

    /** {@code incomplete} is run where an origin's time for all its attempts is over. */
    OriginSide(Deadlines deadlines, Runnable incomplete) {
        this.deadlines = deadlines;
        this.incomplete = incomplete;
    }

    /** The time for all attempts begins; most origins have as long as they want. */
    void begin(OriginTarget target) {
        end();
        Optional<Duration> limit = target.config().responseCompletionTimeout();
        if (limit.isPresent()) {
            Deadlines.Deadline deadline = deadlines.add(incomplete);
            deadline.in(limit.orElseThrow().toNanos());
            completion = deadline;
        }
    }

    /** No attempt follows. */
    void end() {
        Deadlines.Deadline deadline = completion;
        if (deadline != null) {
            completion = null;
            deadline.remove();
        }
    }

    /** A connection was leased for this request. */
    void attach(OriginConnection leased, Head request, long timeoutNanos) {
        connection = leased;
        framing = request.framing();
        readTimeoutNanos = timeoutNanos;
        requestComplete = !request.hasContent();
        held = false;
        leasedNanos = System.nanoTime();
    }

    /** Null before a lease and after it. */
    @Nullable
    OriginConnection connection() {
        return connection;
    }

    /** Takes the connection out, to release or to close it. */
    @Nullable
    OriginConnection detach() {
        OriginConnection last = connection;
        connection = null;
        return last;
    }

    long nanosSinceLease() {
        return System.nanoTime() - leasedNanos;
    }

    boolean isRequestComplete() {
        return requestComplete;
    }

    void sendHead(OriginConnection to, Head request, RequestHeadPolicy.Facts facts, ByteWriter head) {
        RequestHeadPolicy.write(request, facts, head);
        ByteBuf bytes = to.buffer(head.length());
        head.copyTo(bytes);
        to.write(bytes);
        to.flush();
        watch();
    }

    /**
     * Sends content of the request, taking the buffer over.
     *
     * @return false when the origin cannot take more for now
     */
    boolean sendContent(OriginConnection to, ByteBuf content) {
        if (framing == BodyFraming.CHUNKED) {
            ByteBuf line = to.buffer(ChunkWriter.MAX_SIZE_LINE);
            ChunkWriter.writeSizeLine(line, content.readableBytes());
            to.write(line);
            to.write(content);
            ByteBuf end = to.buffer(2);
            ChunkWriter.writeEnd(end);
            to.write(end);
        } else {
            to.write(content);
        }
        if (!to.isWritable()) {
            to.flush();
        }
        watch();
        return to.isWritable();
    }

    void sendEnd() {
        requestComplete = true;
        OriginConnection to = connection;
        if (to == null) {
            return;
        }
        if (framing == BodyFraming.CHUNKED) {
            ByteBuf last = to.buffer(ChunkWriter.LAST_LENGTH);
            ChunkWriter.writeLast(last);
            to.write(last);
        }
        to.flush();
        watch();
    }

    /** Holds the response back, or lets it flow. */
    void hold(boolean wanted) {
        OriginConnection from = connection;
        if (from != null && held != wanted) {
            held = wanted;
            from.readMore(!wanted);
            watch();
        }
    }

    /** Something moved: the origin's time starts anew, or stands still. */
    void watch() {
        OriginConnection to = connection;
        if (to == null) {
            return;
        }
        boolean viewerIsToSend = !requestComplete && to.isWritable();
        if (held || viewerIsToSend) {
            to.deadline().clear();
        } else {
            to.deadline().in(readTimeoutNanos);
        }
    }
}
