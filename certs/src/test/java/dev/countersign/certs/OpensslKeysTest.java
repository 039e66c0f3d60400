package dev.countersign.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.countersign.certs.rules.AttachmentRules;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads what the openssl command writes: where most users' files come from. */
final class OpensslKeysTest {
    private static final Path KEY = Path.of("key.pem");
    private static final Path CHAIN = Path.of("chain.pem");

    @TempDir
    Path directory;

    @BeforeAll
    static void opensslIsInstalled() throws Exception {
        boolean present = onPath("openssl");
        if (!present && "true".equals(System.getenv("CI"))) {
            fail("CI needs the openssl command");
        }
        assumeTrue(present, "the openssl command is not installed");
    }

    @ParameterizedTest
    @CsvSource({
        "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048, BEGIN PRIVATE KEY",
        "genrsa -traditional 2048, BEGIN RSA PRIVATE KEY",
        "ecparam -name prime256v1 -genkey, BEGIN EC PARAMETERS",
        "ecparam -name prime256v1 -genkey -noout, BEGIN EC PRIVATE KEY",
        "ecparam -name secp384r1 -genkey -noout, BEGIN EC PRIVATE KEY",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521, BEGIN PRIVATE KEY",
        "genpkey -algorithm ED25519, BEGIN PRIVATE KEY"
    })
    void keyMadeByOpensslIsRead(String command, String firstLine) throws Exception {
        openssl(command.replaceFirst(" ", " -out " + KEY + " "));
        assertThat(Files.readString(directory.resolve(KEY))).contains(firstLine);
        certify();
        ClientCertificate read = Expect.value(load());
        assertThat(read.identity().leafSha256()).isEqualTo(opensslFingerprint());
    }

    @ParameterizedTest
    @CsvSource({
        "genrsa -traditional -aes256 -passout pass:secret 2048, Proc-Type",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -aes256 -pass pass:secret, BEGIN ENCRYPTED PRIVATE KEY"
    })
    void encryptedKeyMadeByOpensslIsRefused(String command, String mark) throws Exception {
        openssl("genpkey -algorithm ED25519 -out " + KEY);
        certify();
        openssl(command.replaceFirst(" ", " -out " + KEY + " "));
        assertThat(Files.readString(directory.resolve(KEY))).contains(mark);
        assertThat(Expect.problem(load())).contains("encrypted private key");
    }

    @Test
    void explanatoryTextBeforeABlockIsSkipped() throws Exception {
        openssl("genpkey -algorithm ED25519 -out " + KEY);
        certify();
        openssl("x509 -in " + CHAIN + " -text -out " + CHAIN);
        assertThat(Files.readString(directory.resolve(CHAIN))).contains("Signature Algorithm");
        Expect.value(load());
    }

    @Test
    void explicitCurveIsRefusedWithWhatToUseInstead() throws Exception {
        openssl("genpkey -algorithm ED25519 -out " + KEY);
        certify();
        openssl("ecparam -name prime256v1 -param_enc explicit -genkey -noout -out " + KEY);
        assertThat(Expect.problem(load())).contains("P-256");
    }

    private void certify() throws Exception {
        openssl("req -x509 -new -key " + KEY + " -subj /CN=partner-a -days 2 -addext extendedKeyUsage=clientAuth -out "
                + CHAIN);
    }

    private String opensslFingerprint() throws Exception {
        String printed = openssl("x509 -in " + CHAIN + " -noout -fingerprint -sha256");
        return printed.substring(printed.indexOf('=') + 1)
                .strip()
                .replace(":", "")
                .toLowerCase(Locale.ROOT);
    }

    private Loaded<ClientCertificate> load() {
        return ClientCertificates.read(
                new KeyedMaterial.Files(directory.resolve(CHAIN), directory.resolve(KEY)),
                KeyAccess.PRIVATE,
                AttachmentRules.RELAXED,
                1);
    }

    private static boolean onPath(String command) {
        return List.of(System.getenv("PATH").split(File.pathSeparator, -1)).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }

    private String openssl(String arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ", -1)));
        Path output = directory.resolve("openssl.out");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            fail("openssl " + arguments + " did not end");
        }
        String printed = Files.readString(output, StandardCharsets.ISO_8859_1);
        assertThat(process.exitValue()).as(printed).isZero();
        return printed;
    }
}
