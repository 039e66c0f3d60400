package dev.countersign.core.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Keeps every write; fails or blocks when told to. */
final class MemorySink implements AccessLogSink {
    final BlockingQueue<String> writes = new LinkedBlockingQueue<>();
    final Semaphore entered = new Semaphore(0);
    final CountDownLatch closed = new CountDownLatch(1);
    volatile @Nullable CountDownLatch hold;
    volatile @Nullable IOException failure;
    volatile @Nullable RuntimeException unchecked;

    @Override
    public void write(ByteBuffer lines) throws IOException {
        entered.release();
        CountDownLatch gate = hold;
        if (gate != null) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        IOException fault = failure;
        if (fault != null) {
            throw fault;
        }
        RuntimeException bug = unchecked;
        if (bug != null) {
            throw bug;
        }
        writes.add(UTF_8.decode(lines).toString());
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
