package dev.countersign.config.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.countersign.config.ConfigResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files of every kind, wrong and hostile ones among them. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
final class FileInputTest {
    @TempDir
    Path directory;

    @Test
    void everyProblemIsReportedAtOnceInFileOrder() {
        String yaml = """
                distributions:
                  - id: shop
                    aliases: [shop.example.com, "*"]
                    origins:
                      - id: a
                        domainName: origin a
                        connectionAttempts: 9
                        customOriginConfig: {originProtocolPolicy: httpsonly}
                    defaultCacheBehavior: {targetOriginId: b}
                limits: {viewerConnections: -4}
                listener: []
                listeners: [{bind: nowhere}]
                """;
        assertThat(Readings.problems(yaml))
                .extracting(it -> it.replaceFirst(": .*", ""))
                .containsExactly(
                        "c.yaml:3:33 distributions[0].aliases[1]",
                        "c.yaml:6:21 distributions[0].origins[0].domainName",
                        "c.yaml:7:29 distributions[0].origins[0].connectionAttempts",
                        "c.yaml:8:52 distributions[0].origins[0].customOriginConfig.originProtocolPolicy",
                        "c.yaml:9:44 distributions[0].defaultCacheBehavior.targetOriginId",
                        "c.yaml:10:29 limits.viewerConnections",
                        "c.yaml:11:1 listener",
                        "c.yaml:12:20 listeners[0].bind");
    }

    @Test
    void fileIsNamedAsGiven() throws IOException {
        Path file = write("shop.yaml", "listeners: []\n".getBytes(StandardCharsets.UTF_8));
        assertThat(problems(file)).anySatisfy(it -> assertThat(it).startsWith(file + ":1:12 listeners: is empty"));
    }

    @Test
    void missingFileIsAProblem() {
        Path file = directory.resolve("missing.yaml");
        assertThat(problems(file)).containsExactly(file + ":1:1: does not exist; check the path");
    }

    @Test
    void directoryIsAProblem() {
        assertThat(problems(directory))
                .containsExactly(directory + ":1:1: is a directory; name the configuration file in it");
    }

    @Test
    void emptyFileIsAProblem() throws IOException {
        for (String text : List.of("", "\n\n", "# nothing but a comment\n", "\uFEFF")) {
            Path file = write("empty.yaml", text.getBytes(StandardCharsets.UTF_8));
            assertThat(problems(file)).containsExactly(file + ":1:1: is empty; start from a file in examples/");
        }
    }

    @Test
    void documentThatIsNoMappingIsAProblem() {
        assertThat(Readings.problems("- a\n")).containsExactly("c.yaml:1:1: must be a mapping, not a list");
        assertThat(Readings.problems("just text\n"))
                .containsExactly("c.yaml:1:1: must be a mapping, not a single value");
        assertThat(Readings.problems("---\n"))
                .hasSize(1)
                .first()
                .asString()
                .contains("has no value; give it a mapping");
    }

    @Test
    void badUtf8IsAProblemWithItsPlace() throws IOException {
        byte[] bytes = Readings.BASE.replace("partner-a", "pärtner").getBytes(StandardCharsets.ISO_8859_1);
        Path file = write("latin1.yaml", bytes);
        assertThat(problems(file))
                .containsExactly(file + ":7:14: is not valid UTF-8 from here on; save the file as UTF-8");
    }

    @Test
    void truncatedUtf8IsAProblem() throws IOException {
        Path file = write("cut.yaml", new byte[] {'a', ':', ' ', (byte) 0xC3});
        assertThat(problems(file))
                .containsExactly(file + ":1:4: is not valid UTF-8 from here on; save the file as UTF-8");
    }

    @Test
    void carriageReturnsAndByteOrderMarkChangeNothing() throws IOException {
        String crlf = Readings.BASE.replace("\n", "\r\n");
        Path good = write("crlf.yaml", ("\uFEFF" + crlf).getBytes(StandardCharsets.UTF_8));
        assertThat(problems(good)).isEmpty();
        Path bad = write(
                "bad.yaml", ("\uFEFF" + crlf.replace("listeners:", "listners:")).getBytes(StandardCharsets.UTF_8));
        assertThat(problems(bad))
                .anySatisfy(
                        it -> assertThat(it).startsWith(bad + ":1:1 listners: unknown key; did you mean listeners?"));
        Path late = write(
                "late.yaml",
                crlf.replace("targetOriginId: partner-a", "targetOriginId: x").getBytes(StandardCharsets.UTF_8));
        assertThat(problems(late)).singleElement().asString().startsWith(late + ":12:23 ");
    }

    @Test
    void unprintableCharacterIsAProblemWithItsPlace() {
        assertThat(Readings.problems("a: 1\nb: \u0007\n"))
                .containsExactly("c.yaml:2:4: holds the unprintable character U+0007; remove it");
    }

    @Test
    void columnsCountCharactersNotUnits() {
        assertThat(Readings.problems("{\"\uD83D\uDE00\": 1, listeners: []}"))
                .anySatisfy(it -> assertThat(it).startsWith("c.yaml:1:21 listeners: is empty"));
    }

    @Test
    void hugeFileIsRefusedQuickly() throws IOException {
        Path file = write("huge.yaml", new byte[(8 << 20) + 1]);
        assertThat(problems(file))
                .containsExactly(file + ":1:1: is larger than 8MiB; split it, or check that it is the right file");
    }

    @Test
    void endlessFileIsRefusedQuickly() {
        Path zero = Path.of("/dev/zero");
        assumeTrue(Files.isReadable(zero), "no /dev/zero here");
        assertThat(problems(zero)).singleElement().asString().contains("is larger than 8MiB");
    }

    @Test
    void deepNestingIsRefusedQuickly() {
        assertThat(Readings.problems("[".repeat(1_000_000)))
                .containsExactly(
                        "c.yaml:1:26 " + "[0]".repeat(25) + ": is nested more than 24 levels deep; no key needs that");
        assertThat(Readings.problems("{a: ".repeat(1_000_000)))
                .singleElement()
                .asString()
                .contains("nested more than");
        StringBuilder block = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            block.append(" ".repeat(i)).append("a:\n");
        }
        assertThat(Readings.problems(block.toString()))
                .singleElement()
                .asString()
                .contains("nested more than");
    }

    @Test
    void aliasBombIsRefusedQuickly() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        assertThat(Readings.problems(bomb.toString()))
                .singleElement()
                .asString()
                .contains("anchors");
    }

    @Test
    void tooManyValuesAreRefusedQuickly() {
        assertThat(Readings.problems("a: [" + "x,".repeat(600_000) + "]"))
                .singleElement()
                .asString()
                .contains("holds more than 500000 values");
    }

    @Test
    void manyUnknownKeysAreReportedQuickly() {
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            yaml.append("listenerz").append(i).append(": 1\n");
        }
        assertThat(Readings.problems(yaml.toString())).hasSize(20_002);
    }

    @Test
    void manyDistributionsAreReadQuickly() {
        String distribution = Readings.BASE.substring(Readings.BASE.indexOf("  - id: shop"));
        StringBuilder yaml = new StringBuilder("listeners: [{bind: \"127.0.0.1:8080\"}]\ndistributions:\n");
        for (int i = 0; i < 5000; i++) {
            yaml.append(distribution.replace("shop", "shop" + i));
        }
        assertThat(Readings.valid(yaml.toString()).distributions()).hasSize(5000);
    }

    private List<String> problems(Path file) {
        ConfigResult result = ConfigReader.read(file, Map.of());
        return Readings.problems(result);
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(directory.resolve(name), bytes);
    }
}
