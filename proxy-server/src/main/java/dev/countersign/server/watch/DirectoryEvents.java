package dev.countersign.server.watch;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Waits until something happens to one of some names. What it is does not matter: whoever waits looks at everything. */
final class DirectoryEvents implements AutoCloseable {
    private static final WatchEvent.Kind<?>[] KINDS = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE, StandardWatchEventKinds.ENTRY_MODIFY
    };

    private final WatchService service;
    private Map<WatchKey, Set<String>> registered = new HashMap<>();

    DirectoryEvents() throws IOException {
        service = FileSystems.getDefault().newWatchService();
    }

    /**
     * Waits for these names from now on. All directories are registered again each time: one that was deleted and created
     * again has the same name and is another directory.
     *
     * @param names by directory, as {@link Trail} gives them
     * @throws IOException a directory cannot be watched, when the system's limit is reached, for one; the others are
     */
    void register(Map<Path, Set<String>> names) throws IOException {
        Map<WatchKey, Set<String>> keys = new HashMap<>();
        IOException failed = null;
        for (Map.Entry<Path, Set<String>> directory : names.entrySet()) {
            try {
                register(directory.getKey()).ifPresent(key -> keys.put(key, directory.getValue()));
            } catch (IOException e) {
                failed = e;
            }
        }
        registered.keySet().removeAll(keys.keySet());
        registered.keySet().forEach(WatchKey::cancel);
        registered = keys;
        if (failed != null) {
            throw failed;
        }
    }

    /** Empty for a directory that vanished since it was found; the slow poll finds out. */
    private Optional<WatchKey> register(Path directory) throws IOException {
        try {
            return Optional.of(directory.register(service, KINDS));
        } catch (NoSuchFileException | NotDirectoryException vanished) {
            return Optional.empty();
        }
    }

    /**
     * Waits for an event, and then until there was none for {@code quiet}, but no longer than {@code patience} after the
     * first: half of a change is not worth looking at.
     *
     * @throws ClosedWatchServiceException closed
     */
    void await(Duration atMost, Duration quiet, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        long latest = Long.MAX_VALUE;
        while (true) {
            WatchKey key = service.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (key == null) {
                return;
            }
            if (matters(key)) {
                long now = System.nanoTime();
                latest = latest == Long.MAX_VALUE ? now + patience.toNanos() : latest;
                end = Math.min(now + quiet.toNanos(), latest);
            }
        }
    }

    /** Events got lost, the directory is gone, or it is one of the names: an access log beside them is none. */
    private boolean matters(WatchKey key) {
        Set<String> names = registered.getOrDefault(key, Set.of());
        boolean matters = names.contains(Trail.ANY);
        for (WatchEvent<?> event : key.pollEvents()) {
            matters |= event.context() == null || names.contains(event.context().toString());
        }
        return !key.reset() || matters;
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException alreadyGone) {
            registered.clear(); // nothing more to give back
        }
    }
}
