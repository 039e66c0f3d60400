package dev.countersign.certs.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.certs.Expect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MetadataFileTest {
    private static final String ALLOWED = "azAZ09 _.:/=+-@äß語\u00a0\u2003\ud83d\udd11";
    private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant IMPORTED = Instant.parse("2026-02-01T00:00:00.123456Z");

    @TempDir
    Path directory;

    @Test
    void whatIsWrittenIsRead() throws Exception {
        StoredMetadata metadata =
                new StoredMetadata(StoreHome.ARN, 7, CREATED, IMPORTED, true, Map.of("", " a=b:c ", "#x", "!\\\n\t\f"));
        assertThat(reread(MetadataFile.text(metadata))).isEqualTo(metadata);
    }

    @Test
    void tagsOfAnyAllowedCharactersSurvive() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            Map<String, String> tags = new HashMap<>();
            for (int tag = 0; tag < 5; tag++) {
                tags.put(text(random, 128), text(random, 256));
            }
            StoredMetadata metadata = new StoredMetadata(StoreHome.ARN, 1, CREATED, IMPORTED, false, tags);
            assertThat(reread(MetadataFile.text(metadata))).as("seed %s", seed).isEqualTo(metadata);
        }
    }

    @Test
    void longestTagsFit() throws Exception {
        Map<String, String> tags = new HashMap<>();
        for (int i = 10; i < 60; i++) {
            tags.put("語".repeat(126) + i, "\u2003=".repeat(128));
        }
        StoredMetadata metadata = new StoredMetadata(StoreHome.ARN, 1, CREATED, IMPORTED, false, tags);
        assertThat(reread(MetadataFile.text(metadata))).isEqualTo(metadata);
    }

    @Test
    void equalMetadataGivesEqualText() {
        StoredMetadata metadata =
                new StoredMetadata(StoreHome.ARN, 1, CREATED, IMPORTED, false, Map.of("b", "1", "a", "2"));
        assertThat(MetadataFile.text(metadata))
                .isEqualTo("arn=" + StoreHome.ARN.replace(":", "\\:")
                        + "\ncreatedAt=2026-01-01T00\\:00\\:00Z\nimportedAt=2026-02-01T00\\:00\\:00.123456Z\ntag.a=2\ntag.b=1\n"
                        + "version=1\n");
    }

    @Test
    void metadataWrittenBeforeCreationWasKeptIsRead() throws Exception {
        StoredMetadata read = reread("arn=" + StoreHome.ARN + "\nversion=1\nimportedAt=2026-01-01T00:00:00Z\n");
        assertThat(read.createdAt()).isEqualTo(read.importedAt());
        assertThat(read.lostClientAuthentication()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lostClientAuthentication=perhaps",
                "createdAt=yesterday",
                "createdat=2026-01-01T00:00:00Z",
                "tags=none"
            })
    void mistakeMadeByHandIsNamedWithItsFile(String line) throws Exception {
        Path file = directory.resolve("metadata.properties");
        Files.writeString(
                file, "arn=" + StoreHome.ARN + "\nversion=1\nimportedAt=2026-01-01T00:00:00Z\n" + line + "\n");
        assertThat(Expect.problem(MetadataFile.read(file))).startsWith(file + " ");
    }

    /** A pipe or a device in its place would block whoever loads the store for ever, or fill its memory. */
    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void onlyARegularFileIsRead() throws Exception {
        Path file = directory.resolve("metadata.properties");
        Files.createSymbolicLink(file, Path.of("/dev/zero"));
        assertThat(Expect.problem(MetadataFile.read(file))).isEqualTo(file + " is not a regular file: name one");
    }

    @Test
    void fileBeyondItsLimitIsRefused() throws Exception {
        Path file = Files.writeString(directory.resolve("metadata.properties"), "#".repeat(128 * 1024 + 1));
        assertThat(Expect.problem(MetadataFile.read(file))).contains("is larger than the 128 KiB");
    }

    private StoredMetadata reread(String text) throws Exception {
        Path file = Files.writeString(directory.resolve("metadata.properties"), text);
        return Expect.usable(MetadataFile.read(file));
    }

    private static String text(Random random, int longest) {
        int[] allowed = ALLOWED.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(longest + 1); left > 0; left--) {
            text.appendCodePoint(allowed[random.nextInt(allowed.length)]);
        }
        return text.toString();
    }
}
