package dev.countersign.testkit.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several viewers at once. */
public final class Viewers {
    private Viewers() {}

    /** What one of them does. */
    @FunctionalInterface
    public interface Viewing {
        /** {@code number} counts from 0. */
        void view(int number) throws Exception;
    }

    /** Has {@code count} viewers do it, each on a thread of its own, and waits for all; fails as the first that failed. */
    public static void inParallel(int count, Viewing viewing) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Callable<Void>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                all.add(() -> {
                    viewing.view(number);
                    return null;
                });
            }
            for (Future<Void> one : threads.invokeAll(all)) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
