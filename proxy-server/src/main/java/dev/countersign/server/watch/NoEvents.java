package dev.countersign.server.watch;

import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Where the system gives no events: each waiting takes its whole time, and the slow poll does all the work. */
final class NoEvents implements Events {
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public void register(Map<Path, Set<String>> names) {
        // nothing to be told by
    }

    @Override
    public void await(Duration atMost, Duration quiet, Duration patience) throws InterruptedException {
        if (closed.await(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new ClosedWatchServiceException();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
