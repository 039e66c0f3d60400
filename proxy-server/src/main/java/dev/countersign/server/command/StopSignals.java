package dev.countersign.server.command;

import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;

/**
 * SIGTERM and SIGINT. The first asks for an orderly end; the second means that the operator will not wait for it.
 *
 * <p>Handlers rather than a shutdown hook: a process that ends by a hook reports 143 whatever went before.
 */
final class StopSignals {
    private final CountDownLatch asked = new CountDownLatch(1);

    private StopSignals() {}

    /** Takes both signals over from now on; {@code abort} ends the process at once. */
    static StopSignals watch(Runnable abort) {
        StopSignals signals = new StopSignals();
        for (String name : new String[] {"TERM", "INT"}) {
            Signal.handle(new Signal(name), signal -> signals.received(abort));
        }
        return signals;
    }

    private void received(Runnable abort) {
        if (asked.getCount() == 0) {
            abort.run();
        }
        asked.countDown();
    }

    /** Returns at the first signal. */
    void await() throws InterruptedException {
        asked.await();
    }
}
