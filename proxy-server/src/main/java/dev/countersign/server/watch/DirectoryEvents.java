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
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Waits until something happens in one of some directories. What it is does not matter: whoever waits looks at everything. */
final class DirectoryEvents implements AutoCloseable {
    private static final WatchEvent.Kind<?>[] ENTRIES = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE
    };
    private static final WatchEvent.Kind<?>[] ENTRIES_AND_CONTENT = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE, StandardWatchEventKinds.ENTRY_MODIFY
    };

    private final WatchService service;
    private Set<WatchKey> registered = new HashSet<>();

    DirectoryEvents() throws IOException {
        service = FileSystems.getDefault().newWatchService();
    }

    /**
     * Waits in these directories from now on. All are registered again each time: one that was deleted and created again
     * has the same name and is another directory.
     *
     * @throws IOException a directory cannot be watched, when the system's limit is reached, for one; the others are
     */
    void register(Map<Path, Boolean> directories) throws IOException {
        Set<WatchKey> keys = new HashSet<>();
        IOException failed = null;
        for (Map.Entry<Path, Boolean> directory : directories.entrySet()) {
            try {
                register(directory.getKey(), directory.getValue() ? ENTRIES_AND_CONTENT : ENTRIES)
                        .ifPresent(keys::add);
            } catch (IOException e) {
                failed = e;
            }
        }
        registered.removeAll(keys);
        registered.forEach(WatchKey::cancel);
        registered = keys;
        if (failed != null) {
            throw failed;
        }
    }

    /** Empty for a directory that vanished since it was found; the slow poll finds out. */
    private Optional<WatchKey> register(Path directory, WatchEvent.Kind<?>[] kinds) throws IOException {
        try {
            return Optional.of(directory.register(service, kinds));
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
        WatchKey key = service.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
        long end = System.nanoTime() + patience.toNanos();
        while (key != null) {
            key.pollEvents();
            key.reset();
            long left = Math.min(quiet.toNanos(), end - System.nanoTime());
            key = left <= 0 ? null : service.poll(left, TimeUnit.NANOSECONDS);
        }
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
