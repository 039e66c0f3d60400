package dev.countersign.server.rotation;

import dev.countersign.certs.Loaded;
import dev.countersign.config.CertificateStoreConfig;
import dev.countersign.server.material.Reference;
import dev.countersign.server.watch.ContentDigest;
import dev.countersign.server.watch.WatchedPaths;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What each reference was last read as. Reading decrypts, parses and signs; where no file of a reference has changed it gives
 * what it gave before, and of a thousand certificates one has changed.
 */
public final class LastReadings {
    private final Map<Reference, Reading> readings = new HashMap<>();
    private boolean anybodysKeys;

    /** Nothing has been read yet. */
    public LastReadings() {}

    /** What was read under other rules about who may read a key is worth nothing. */
    void judgedBy(CertificateStoreConfig config) {
        if (anybodysKeys != config.allowReadableKeys()) {
            anybodysKeys = config.allowReadableKeys();
            readings.clear();
        }
    }

    /** Forgets everything but these. */
    void keep(Set<Reference> references) {
        readings.keySet().retainAll(references);
    }

    /** Reads, unless the content of {@code files} is what it was at the last reading. */
    @SuppressWarnings("unchecked") // a reference names one kind of material only
    <T> Loaded<T> of(Reference reference, WatchedPaths files, Supplier<Loaded<T>> read) {
        String content = ContentDigest.of(files);
        Reading last = readings.get(reference);
        if (last != null && last.content().equals(content)) {
            return (Loaded<T>) last.loaded();
        }
        Loaded<T> loaded = read.get();
        if (ContentDigest.of(files).equals(content)) {
            readings.put(reference, new Reading(content, loaded));
        } else {
            readings.remove(reference); // nobody knows which of the two was read
        }
        return loaded;
    }

    private record Reading(String content, Loaded<?> loaded) {}
}
