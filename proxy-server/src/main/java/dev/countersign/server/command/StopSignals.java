package dev.countersign.server.command;

import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;

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
            handle(name, () -> signals.received(abort));
        }
        return signals;
    }

    /**
     * {@code Signal.handle(new Signal(name), signal -> action.run())}. Reflectively, because no flag makes javac of every
     * JDK from 17 on take {@code sun.misc.Signal} without a warning, and warnings are errors here.
     */
    private static void handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        action.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK lacks the module jdk.unsupported", e);
        }
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
