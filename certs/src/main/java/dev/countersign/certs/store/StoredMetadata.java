package dev.countersign.certs.store;

import dev.countersign.certs.Loaded;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * What the store knows of a certificate besides its PEM: the file {@code metadata.properties}. Properties, because the
 * JDK reads them, they need no nesting, and a person can write them by hand:
 *
 * <pre>
 * arn=arn:aws:acm:us-east-1:111122223333:certificate/cert-1
 * version=1
 * importedAt=2026-01-01T00:00:00Z
 * tag.owner=payments
 * </pre>
 *
 * @param arn the whole ARN
 * @param version 1 for the first import, one more for each re-import; also says which PEM files are the current ones
 * @param importedAt when this version was imported
 * @param tags by key; may be empty
 */
public record StoredMetadata(String arn, long version, Instant importedAt, Map<String, String> tags) {
    private static final Set<String> KEYS = Set.of("arn", "version", "importedAt");
    private static final String TAG = "tag.";
    private static final int LIMIT = 64 * 1024;

    public StoredMetadata {
        tags = Map.copyOf(tags);
    }

    /** Reads the file; every key but the tags is required, and no other is allowed. */
    static Loaded<StoredMetadata> read(Path file) {
        Properties properties = new Properties();
        try {
            if (Files.size(file) > LIMIT) {
                return unusable(file, "is larger than the " + LIMIT / 1024 + " KiB allowed for it");
            }
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                properties.load(reader);
            }
        } catch (NoSuchFileException missing) {
            return unusable(file, "does not exist: import the certificate again");
        } catch (IOException | IllegalArgumentException malformed) {
            return unusable(file, "cannot be read as properties: import the certificate again");
        }
        return of(properties, file);
    }

    private static Loaded<StoredMetadata> of(Properties properties, Path file) {
        Map<String, String> tags = new HashMap<>();
        for (String key : properties.stringPropertyNames()) {
            if (key.startsWith(TAG)) {
                tags.put(key.substring(TAG.length()), properties.getProperty(key));
            } else if (!KEYS.contains(key)) {
                return unusable(file, "has an unknown key: only arn, version, importedAt and tag.KEY are known");
            }
        }
        try {
            String arn = properties.getProperty("arn", "");
            long version = Long.parseLong(properties.getProperty("version", ""));
            Instant importedAt = Instant.parse(properties.getProperty("importedAt", ""));
            return version < 1
                    ? unusable(file, "has a version below 1")
                    : new Loaded.Usable<>(new StoredMetadata(arn, version, importedAt, tags), List.of());
        } catch (NumberFormatException | DateTimeParseException malformed) {
            return unusable(
                    file, "needs a whole number as version and a time such as 2026-01-01T00:00:00Z as importedAt");
        }
    }

    private static Loaded<StoredMetadata> unusable(Path file, String reason) {
        return new Loaded.Unusable<>(List.of(file + " " + reason));
    }
}
