package dev.countersign.server.command;

import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * SIGTERM, SIGINT and SIGHUP. The first of the former two asks for an orderly end; the second means that the operator will
 * not wait for it. SIGHUP does what it is told to do, as soon as that is known.
 *
 * <p>Handlers rather than a shutdown hook: a process that ends by a hook reports 143 whatever went before.
 */
final class Signals {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final AtomicBoolean hungUp = new AtomicBoolean();

    private Signals() {}

    /** Takes them over from now on; {@code abort} ends the process at once. */
    static Signals watch(Runnable abort) {
        Signals signals = new Signals();
        for (String name : new String[] {"TERM", "INT"}) {
            handle(name, () -> signals.stop(abort));
        }
        handle("HUP", () -> signals.hungUp.set(true));
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

    private void stop(Runnable abort) {
        if (asked.getCount() == 0) {
            abort.run();
        }
        asked.countDown();
    }

    /**
     * From now on SIGHUP causes {@code action}, which has to return soon; at once where one has come already, because what
     * it asked to be read may have been read before.
     */
    void onHangUp(Runnable action) {
        handle("HUP", action);
        if (hungUp.getAndSet(false)) {
            action.run();
        }
    }

    /** Returns at the first SIGTERM or SIGINT. */
    void await() throws InterruptedException {
        asked.await();
    }
}
