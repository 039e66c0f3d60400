package dev.countersign.core.log;

import dev.countersign.core.http.ByteWriter;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A bounded ring of bytes between one event loop, which offers whole lines, and the writer thread, which takes all there
 * are. Neither ever waits for the other: a line that does not fit is dropped and counted.
 */
public final class AccessLogRing {
    private static final int LARGEST = 1 << 30;

    private final byte[] bytes;
    private final int mask;
    private final Thread writer;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong offered = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();

    /** The event loop's view of {@link #taken}, refreshed only when the ring looks half full. */
    private long seenTaken;

    /** The part of {@link #dropped} the writer thread has counted. */
    private long countedDrops;

    /**
     * @param capacity bytes, 1 to 2^30; rounded up to a power of two
     * @param writer woken early when the ring is half full
     */
    AccessLogRing(int capacity, Thread writer) {
        if (capacity < 1 || capacity > LARGEST) {
            throw new IllegalArgumentException("capacity " + capacity);
        }
        bytes = new byte[1 << (Integer.SIZE - Integer.numberOfLeadingZeros(capacity - 1))];
        mask = bytes.length - 1;
        this.writer = writer;
    }

    /**
     * Queues everything in {@code line}: one or more whole lines. Event loop only.
     *
     * @return false when there is no room; the drop is counted
     */
    public boolean offer(ByteWriter line) {
        int count = line.length();
        long end = offered.getPlain();
        if (end + count - seenTaken > bytes.length / 2) {
            seenTaken = taken.getAcquire();
            long used = end + count - seenTaken;
            if (used > bytes.length) {
                dropped.setOpaque(dropped.getPlain() + 1);
                return false;
            }
            if (used > bytes.length / 2) {
                LockSupport.unpark(writer);
            }
        }
        int at = (int) end & mask;
        int first = Math.min(count, bytes.length - at);
        System.arraycopy(line.array(), 0, bytes, at, first);
        System.arraycopy(line.array(), first, bytes, 0, count - first);
        offered.setRelease(end + count);
        return true;
    }

    int capacity() {
        return bytes.length;
    }

    /** Lines dropped since the last call. Writer thread only. */
    long takeDropped() {
        long now = dropped.getOpaque();
        long fresh = now - countedDrops;
        countedDrops = now;
        return fresh;
    }

    /** Moves all queued lines into {@code batch}, which has room for a full ring. Writer thread only. */
    void drainTo(ByteBuffer batch) {
        long start = taken.getPlain();
        long end = offered.getAcquire();
        int count = (int) (end - start);
        int at = (int) start & mask;
        int first = Math.min(count, bytes.length - at);
        batch.put(bytes, at, first).put(bytes, 0, count - first);
        taken.setRelease(end);
    }
}
