package dev.countersign.core.tunnel;

import dev.countersign.core.failure.Failure;
import dev.countersign.core.origin.OriginConnection;
import dev.countersign.core.origin.TunnelListener;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Bytes both ways between a viewer and an origin that have agreed on WebSocket. One side is read only while the other can
 * be written, what is read in one go is flushed in one go, and buffers go through as they are. Holds its two connections and
 * nothing of the snapshot its exchange began under. Belongs to one event loop.
 */
public final class Tunnel implements TunnelListener {
    /** Told once, when nothing more goes through. */
    @FunctionalInterface
    public interface Ending {
        /** {@code failure} is null where one side ended in order. */
        void ended(@Nullable Failure failure, long bytesFromViewer);
    }

    private final OriginConnection origin;
    private final long idleNanos;
    private final Ending ending;
    private @Nullable ViewerEnd viewer;
    private boolean originHeld;
    private boolean viewerEnded;
    private boolean originEnded;
    private boolean over;
    private long bytesFromViewer;

    /** {@code idle} is how long the origin may stay silent. */
    public Tunnel(OriginConnection origin, Duration idle, Ending ending) {
        this.origin = origin;
        this.idleNanos = idle.toNanos();
        this.ending = ending;
    }

    /** The viewer has been sent the 101: this is where its bytes come from and go to. */
    public void attach(ViewerEnd end) {
        viewer = end;
    }

    /** Both ends are known; {@code behind} is what came from the origin with the 101, taken over. */
    public void begin(ByteBuf behind) {
        origin.switchTo(this);
        originBytes(behind);
        originReadComplete();
        viewer().begin();
    }

    // What the viewer does.

    /** Takes the buffer over. */
    public void viewerBytes(ByteBuf bytes) {
        if (over || viewerEnded) {
            bytes.release();
            return;
        }
        bytesFromViewer += bytes.readableBytes();
        origin.write(bytes);
        if (!origin.isWritable()) {
            origin.flush();
            viewer().readMore(origin.isWritable());
        }
    }

    public void viewerReadComplete() {
        if (!over) {
            origin.flush();
        }
    }

    public void viewerWritable() {
        if (!over && originHeld) {
            originHeld = false;
            origin.readMore(true);
            origin.deadline().in(idleNanos);
        }
    }

    /** Nothing more will come from the viewer. */
    public void viewerEnded() {
        if (over || viewerEnded) {
            return;
        }
        viewerEnded = true;
        if (endsByHalves() && !originEnded) {
            origin.endOutput();
        } else {
            finish(null);
        }
    }

    /** The viewer's connection is gone, or is to go. */
    public void viewerLeft(Failure failure) {
        if (!over) {
            over = true;
            origin.close();
            ending.ended(failure, bytesFromViewer);
        }
    }

    // What the origin does.

    @Override
    public void originBytes(ByteBuf bytes) {
        if (over) {
            bytes.release();
            return;
        }
        origin.deadline().in(idleNanos);
        ViewerEnd to = viewer();
        to.send(bytes);
        if (!to.isWritable()) {
            to.flush();
            hold(!over && !to.isWritable());
        }
    }

    /** The origin is not the one that is waited for then: its time does not run. */
    private void hold(boolean wanted) {
        if (wanted && !originHeld) {
            originHeld = true;
            origin.readMore(false);
            origin.deadline().clear();
        }
    }

    @Override
    public void originReadComplete() {
        if (!over) {
            viewer().flush();
        }
    }

    @Override
    public void originWritabilityChanged() {
        if (!over) {
            viewer().readMore(origin.isWritable());
        }
    }

    @Override
    public void originTimedOut() {
        finish(Failure.WEBSOCKET_IDLE);
    }

    @Override
    public void originRetired() {
        finish(Failure.WEBSOCKET_RETIRED);
    }

    @Override
    public void originEnded() {
        if (over || originEnded) {
            return;
        }
        originEnded = true;
        if (endsByHalves() && !viewerEnded) {
            viewer().endOutput();
        } else {
            finish(null);
        }
    }

    @Override
    public void originClosed(boolean orderly, @Nullable Throwable cause) {
        if (over) {
            return;
        }
        over = true;
        if (orderly || originEnded) {
            viewer().close();
            ending.ended(null, bytesFromViewer);
        } else {
            viewer().reset();
            ending.ended(Failure.ORIGIN_CLOSED, bytesFromViewer);
        }
    }

    private boolean endsByHalves() {
        return origin.endsByHalves() && viewer().endsByHalves();
    }

    /** Both sides get what was read for them, and then the end. */
    private void finish(@Nullable Failure failure) {
        if (!over) {
            over = true;
            origin.finish();
            viewer().close();
            ending.ended(failure, bytesFromViewer);
        }
    }

    private ViewerEnd viewer() {
        return Objects.requireNonNull(viewer);
    }
}
