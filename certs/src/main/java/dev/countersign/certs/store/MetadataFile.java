package dev.countersign.certs.store;

import dev.countersign.certs.Loaded;
import dev.countersign.certs.pem.FileBytes;
import dev.countersign.certs.pem.Unreadable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The file {@code metadata.properties}. Properties, because the JDK reads them, they need no nesting, and a person can write
 * them by hand:
 *
 * <pre>
 * arn=arn:aws:acm:us-east-1:111122223333:certificate/cert-1
 * version=1
 * createdAt=2026-01-01T00:00:00Z
 * importedAt=2026-01-01T00:00:00Z
 * lostClientAuthentication=true
 * tag.owner=payments
 * </pre>
 */
final class MetadataFile {
    static final String NAME = "metadata.properties";
    private static final String ARN = "arn";
    private static final String VERSION = "version";
    private static final String CREATED_AT = "createdAt";
    private static final String IMPORTED_AT = "importedAt";
    private static final String LOST_CLIENT_AUTHENTICATION = "lostClientAuthentication";
    private static final String TAG = "tag.";
    private static final Set<String> KEYS = Set.of(ARN, VERSION, CREATED_AT, IMPORTED_AT, LOST_CLIENT_AUTHENTICATION);

    /** 50 tags of 384 characters, each escaped, in the longest UTF-8, take 113 KiB. */
    private static final int LIMIT = 128 * 1024;

    private MetadataFile() {}

    /**
     * Reads the file. No other keys than the above are allowed, and all are required but the tags, {@code createdAt} (then
     * equal to {@code importedAt}) and {@code lostClientAuthentication} (then false).
     */
    static Loaded<StoredMetadata> read(Path file) {
        if (Files.notExists(file)) {
            return unusable(file, "does not exist: restore it, or remove its folder and import the certificate again");
        }
        Properties properties = new Properties();
        try (Reader reader = new InputStreamReader(
                new ByteArrayInputStream(FileBytes.read(file, LIMIT)), StandardCharsets.UTF_8.newDecoder())) {
            properties.load(reader);
        } catch (Unreadable because) {
            return new Loaded.Unusable<>(List.of(because.in(file)));
        } catch (IOException | IllegalArgumentException malformed) {
            return unusable(
                    file,
                    "cannot be read as properties: correct it, or remove its folder and import the certificate again");
        }
        return of(properties, file);
    }

    /** The text of the file, lines in alphabetical order. */
    static String text(StoredMetadata metadata) {
        Properties properties = new Properties();
        properties.setProperty(ARN, metadata.arn());
        properties.setProperty(VERSION, Long.toString(metadata.version()));
        properties.setProperty(CREATED_AT, metadata.createdAt().toString());
        properties.setProperty(IMPORTED_AT, metadata.importedAt().toString());
        if (metadata.lostClientAuthentication()) {
            properties.setProperty(LOST_CLIENT_AUTHENTICATION, "true");
        }
        metadata.tags().forEach((key, value) -> properties.setProperty(TAG + key, value));
        StringWriter escaped = new StringWriter();
        try {
            properties.store(escaped, null);
        } catch (IOException impossible) {
            throw new UncheckedIOException("a string takes all that is written to it", impossible);
        }
        // Without the comment, which is the time of writing: equal metadata gives equal bytes.
        return escaped.toString()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .sorted()
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    private static Loaded<StoredMetadata> of(Properties properties, Path file) {
        Map<String, String> tags = new HashMap<>();
        for (String key : properties.stringPropertyNames()) {
            if (key.startsWith(TAG)) {
                tags.put(key.substring(TAG.length()), properties.getProperty(key));
            } else if (!KEYS.contains(key)) {
                return unusable(
                        file,
                        "has an unknown key: only arn, version, createdAt, importedAt, lostClientAuthentication and tag.KEY"
                                + " are known");
            }
        }
        String lost = properties.getProperty(LOST_CLIENT_AUTHENTICATION, "false");
        if (!lost.equals("true") && !lost.equals("false")) {
            return unusable(file, "needs true or false as lostClientAuthentication");
        }
        try {
            String arn = properties.getProperty(ARN, "");
            long version = Long.parseLong(properties.getProperty(VERSION, ""));
            Instant importedAt = Instant.parse(properties.getProperty(IMPORTED_AT, ""));
            Instant createdAt = Instant.parse(properties.getProperty(CREATED_AT, importedAt.toString()));
            return version < 1
                    ? unusable(file, "has a version below 1")
                    : new Loaded.Usable<>(
                            new StoredMetadata(arn, version, createdAt, importedAt, Boolean.parseBoolean(lost), tags),
                            List.of());
        } catch (NumberFormatException | DateTimeParseException malformed) {
            return unusable(
                    file,
                    "needs a whole number as version and times such as 2026-01-01T00:00:00Z as importedAt and createdAt");
        }
    }

    private static Loaded<StoredMetadata> unusable(Path file, String reason) {
        return new Loaded.Unusable<>(List.of(file + " " + reason));
    }
}
