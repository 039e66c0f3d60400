package dev.countersign.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.wire.RawResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** CloudFront documents that a configuration names, changed under the real daemon. */
@Timeout(120)
final class CloudFrontReloadTest {
    private static final String YAML = """
            listeners: [{bind: "127.0.0.1:0"}]
            admin: {bind: "127.0.0.1:0"}
            distributions: [{id: d, file: dist.json}]
            """;

    @TempDir
    private Path directory;

    private static String document(String domainName) {
        return """
                {"Origins": {"Quantity": 1, "Items": [{"Id": "a", "DomainName": "%s", "CustomOriginConfig":
                  {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only"}}]},
                 "DefaultCacheBehavior": {"TargetOriginId": "a", "ViewerProtocolPolicy": "allow-all"}}
                """.formatted(domainName);
    }

    private void write(String content) throws IOException {
        Path next = Files.writeString(directory.resolve("next.json"), content);
        Files.move(next, directory.resolve("dist.json"), StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void documentThatChangesIsTakenOver() throws Exception {
        write(document("a.example"));
        try (LiveDaemon daemon = new LiveDaemon(directory, YAML)) {
            write(document("b.example"));
            assertThat(daemon.awaitLine("reloaded ")).endsWith(": configuration 2, snapshot 2; changed origin d/a");
        }
    }

    @Test
    void halfADocumentIsRefusedAndTheOtherHalfMakesItGood() throws Exception {
        write(document("a.example"));
        try (LiveDaemon daemon = new LiveDaemon(directory, YAML)) {
            String next = document("b.example");
            Path file = directory.resolve("dist.json");
            Files.writeString(file, next.substring(0, next.length() / 2)); // in place, as an editor may
            daemon.awaitLine("refused ");
            assertThat(daemon.awaitLine("dist.json:")).contains(file + ":");
            Files.writeString(file, next);
            assertThat(daemon.awaitLine("reloaded ")).endsWith(": configuration 2, snapshot 2; changed origin d/a");
        }
    }

    @Test
    void documentThatIsMissingIsAwaited() throws Exception {
        write(document("a.example"));
        try (LiveDaemon daemon = new LiveDaemon(directory, YAML)) {
            daemon.write(YAML.replace("dist.json", "later/dist.json"));
            daemon.awaitLine("refused ");
            Files.createDirectory(directory.resolve("later"));
            Files.writeString(directory.resolve("later/dist.json"), document("b.example"));
            assertThat(daemon.awaitLine("reloaded ")).contains(": configuration 2, ");
        }
    }

    @Test
    void documentThatIsGoneKeepsWhatIsInForce() throws Exception {
        write(document("a.example"));
        try (LiveDaemon daemon = new LiveDaemon(directory, YAML)) {
            Files.delete(directory.resolve("dist.json"));
            daemon.awaitLine("refused ");
            RawResponse again = daemon.postReload();
            assertThat(again.status()).isEqualTo(422);
            assertThat(again.text()).contains("dist.json");
            write(document("a.example"));
            assertThat(daemon.awaitLine("reloaded ")).endsWith("; nothing in it changed");
        }
    }
}
