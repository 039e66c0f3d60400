package dev.countersign.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.ConfigResult;
import dev.countersign.config.Secret;
import dev.countersign.config.distribution.ClientCertificateRef;
import dev.countersign.config.distribution.ClientCertificateRef.ByArn;
import dev.countersign.config.distribution.ClientCertificateRef.ByFiles;
import dev.countersign.config.distribution.ClientCertificateRef.ByKeyStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords of client certificates: where they may come from, which file is to be watched, and that none is shown. */
final class PasswordsTest {
    private static final String SECRET = "hunter2-hunter2";

    @TempDir
    Path directory;

    @BeforeEach
    void writeFile() throws IOException {
        Files.createDirectory(directory.resolve("secrets"));
        Files.writeString(directory.resolve("secrets/pw"), SECRET + "\n");
    }

    @Test
    void passwordComesFromAFileTheEnvironmentOrTheConfiguration() {
        for (String text : List.of("${file:secrets/pw}", "${env:PW}", SECRET, "hunter2-${env:HALF}")) {
            assertThat(password("keyStore: b.p12", text).reveal()).as(text).isEqualTo(SECRET);
            assertThat(password("chain: a.pem, key: a.key", text).reveal())
                    .as(text)
                    .isEqualTo(SECRET);
        }
    }

    @Test
    void passwordMayHoldSpacesAndOtherAlphabets() {
        assertThat(password("keyStore: b.p12", " pass wört ").reveal()).isEqualTo(" pass wört ");
    }

    @Test
    void passwordMayBeAbsent() {
        assertThat(Readings.problems(read("{keyStore: b.p12}"))).isEmpty();
        assertThat(Readings.problems(read("{chain: a.pem, key: a.key}"))).isEmpty();
    }

    @Test
    void fileOfAWholeValueIsKnownAbsoluteAndNormal() {
        Path file = directory.resolve("secrets/pw");
        for (String text : List.of("${file:secrets/pw}", "${file:./secrets/../secrets/pw}", "${file:" + file + "}")) {
            assertThat(password("keyStore: b.p12", text).file()).as(text).contains(file);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a${file:secrets/pw}",
                "${file:secrets/pw}a",
                "${file:secrets/pw}${file:secrets/pw}",
                "${file:secrets/pw}${env:PW}",
                "${env:PW}",
                "written-out"
            })
    void valueThatIsNotOneWholeFileHasNoFile(String text) {
        assertThat(password("keyStore: b.p12", text).file()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{keyStore: b.p12, password: \"SECRET\\n\"}",
                "{keyStore: b.p12, password: \"SECRET\\0\"}",
                "{keyStore: b.p12, password: \"SECRET${env:UNSET}\"}",
                "{keyStore: b.p12, password: \"${env:PW}${env:UNSET}\"}",
                "{keyStore: b.p12, password: \"${file:secrets/pw}${file:none}\"}",
                "{keyStore: b.p12, password: \"SECRET${\"}",
                "{keyStore: b.p12, password: [SECRET]}",
                "{keyStore: b.p12, password: {is: SECRET}}",
                "{keyStore: b.p12, password: SECRET, password: SECRET}",
                "{keyStore: b.p12, password:SECRET}",
                "{keyStore: b.p12, passwd: SECRET}",
                "{password: SECRET}",
                "{keyStore: b.p12, chain: a.pem, password: SECRET}",
                "{keyStore: , password: SECRET}"
            })
    void noProblemRepeatsAPassword(String certificate) {
        List<String> problems = Readings.problems(read(certificate.replace("SECRET", SECRET)));
        assertThat(problems).isNotEmpty();
        assertThat(String.join("\n", problems)).doesNotContain("hunter2");
    }

    private Secret password(String files, String text) {
        ConfigResult result = read("{" + files + ", password: \"" + text + "\"}");
        ClientCertificateRef ref = Readings.valid(result)
                .distributions()
                .get(0)
                .origins()
                .get(0)
                .customOriginConfig()
                .originMtlsConfig()
                .orElseThrow()
                .certificate();
        assertThat(ref.toString()).contains("(hidden)").doesNotContain("hunter2");
        return passwordOf(ref);
    }

    private static Secret passwordOf(ClientCertificateRef ref) {
        if (ref instanceof ByFiles files) {
            return files.password().orElseThrow().value();
        }
        if (ref instanceof ByKeyStore keyStore) {
            return keyStore.password().orElseThrow().value();
        }
        throw new AssertionError("named by " + ((ByArn) ref).arn());
    }

    private ConfigResult read(String certificate) {
        String policy = "originProtocolPolicy: https-only";
        String yaml = Readings.BASE.replace(
                policy, policy + "\n          originMtlsConfig: {clientCertificate: " + certificate + "}");
        Map<String, String> environment = Map.of("PW", SECRET, "HALF", "hunter2");
        return ConfigReader.read(Readings.FILE, yaml, directory, environment);
    }
}
