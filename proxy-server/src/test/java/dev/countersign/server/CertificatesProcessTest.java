package dev.countersign.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.certificate.CertificateFiles;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.TestAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands on the certificate store from outside: what stands on which stream, and the exit code. */
@Timeout(120)
final class CertificatesProcessTest {
    @TempDir
    private Path directory;

    @Test
    void theArnIsAllThatStandsOnStandardOutput() throws Exception {
        TestAuthority authority = TestAuthority.create("CA");
        CertificateFiles files = authority.issue(CertificateSpec.client("edge")).writeTo(directory, "edge");
        Path root = authority.writeTo(directory, "root");
        assertThat(files.key().toFile().setReadable(true, false)).isTrue();

        try (ServerProcess process = start(
                "import",
                "--certificate",
                files.chain().toString(),
                "--private-key",
                files.key().toString(),
                "--chain",
                root.toString())) {
            process.awaitLine("warning: " + files.key());
            assertThat(process.exitCode()).isZero();
        }
        assertThat(Files.readString(directory.resolve("stdout")))
                .matches("arn:aws:acm:us-east-1:000000000000:certificate/[0-9a-f-]{36}\\n");
    }

    @Test
    void whatIsRefusedEndsWithTwo() throws Exception {
        try (ServerProcess process = start("describe", "cert-1")) {
            process.awaitLine("cert-1 ");
            assertThat(process.exitCode()).isEqualTo(2);
        }
        assertThat(directory.resolve("stdout")).isEmptyFile();
    }

    private ServerProcess start(String command, String... args) throws Exception {
        String store = directory.resolve("store").toString();
        return ServerProcess.start(
                directory.resolve("stdout"),
                Stream.concat(Stream.of("certificates", command, "--store", store), Stream.of(args))
                        .toArray(String[]::new));
    }
}
