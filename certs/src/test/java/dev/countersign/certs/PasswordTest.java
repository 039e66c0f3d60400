package dev.countersign.certs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.certificate.OwnFile;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PasswordTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("password");
    }

    @Test
    void oneLineEndIsNoPartOfThePassword() {
        assertThat(fromFile("s3cret")).isEqualTo("s3cret");
        assertThat(fromFile("s3cret\n")).isEqualTo("s3cret");
        assertThat(fromFile("s3cret\r\n")).isEqualTo("s3cret");
        assertThat(fromFile(" s3cret \n\n")).isEqualTo(" s3cret \n");
        assertThat(fromFile("gehe\u00efm\n")).isEqualTo("gehe\u00efm");
    }

    @Test
    void fileWithoutAPasswordIsRefused() {
        assertThat(Expect.problem(Password.fromFile(file))).isEqualTo(file + " does not exist");
        OwnFile.write(file, "\n");
        assertThat(Expect.problem(Password.fromFile(file))).startsWith(file + " is empty");
        OwnFile.write(file, "x".repeat(4 * 1024 + 1));
        assertThat(Expect.problem(Password.fromFile(file)))
                .isEqualTo(file + " is larger than the 4 KiB allowed for it");
        OwnFile.write(file, new byte[] {'a', (byte) 0xFF});
        assertThat(Expect.problem(Password.fromFile(file))).startsWith(file + " is not text in UTF-8");
    }

    @Test
    void environmentVariableGivesItsValue() {
        Map<String, String> environment = Map.of("KEY_PASSWORD", "s3cret", "EMPTY", "");
        assertThat(Expect.usable(Password.fromEnvironment("KEY_PASSWORD", environment))
                        .reveal())
                .isEqualTo("s3cret");
        assertThat(Expect.problem(Password.fromEnvironment("EMPTY", environment)))
                .contains("EMPTY is not set, or empty");
        assertThat(Expect.problem(Password.fromEnvironment("ABSENT", environment)))
                .contains("ABSENT is not set");
    }

    @Test
    void passwordIsNeverPrinted() {
        assertThat(Password.fromEnvironment("P", Map.of("P", "s3cret")))
                .hasToString("Usable[value=(hidden), warnings=[]]");
    }

    private String fromFile(String content) {
        OwnFile.write(file, content);
        return Expect.usable(Password.fromFile(file)).reveal();
    }
}
