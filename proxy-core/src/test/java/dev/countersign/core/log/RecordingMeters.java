package dev.countersign.core.log;

import dev.countersign.core.meter.OriginMeters;
import dev.countersign.core.meter.ProxyMeters;
import java.util.concurrent.atomic.AtomicLong;

/** Counts dropped lines; nothing else is metered by the access log. */
final class RecordingMeters implements ProxyMeters {
    final AtomicLong dropped = new AtomicLong();

    @Override
    public void accessLogDropped(long lines) {
        dropped.addAndGet(lines);
    }

    @Override
    public OriginMeters origin(String distribution, String origin) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void viewerConnectionOpened() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void viewerConnectionClosed() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void viewerConnectionRefused() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void viewerHandshakeFailed() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void exchange(int status, long durationNanos) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void refused(String reason) {
        throw new UnsupportedOperationException();
    }
}
