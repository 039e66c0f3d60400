package dev.countersign.server.watch;

import java.io.IOException;
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

/** The operating system's events of directories. */
final class DirectoryEvents implements Events {
    private static final WatchEvent.Kind<?>[] KINDS = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE, StandardWatchEventKinds.ENTRY_MODIFY
    };

    private final WatchService service;
    private Map<WatchKey, Set<String>> registered = new HashMap<>();

    DirectoryEvents() throws IOException {
        service = FileSystems.getDefault().newWatchService();
    }

    /** All directories are registered again: one that was deleted and created again has the same name and is another directory. */
    @Override
    public void register(Map<Path, Set<String>> names) throws IOException {
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

    @Override
    public void await(Duration atMost, Duration quiet, Duration patience) throws InterruptedException {
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
