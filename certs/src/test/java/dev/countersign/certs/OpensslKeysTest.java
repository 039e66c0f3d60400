package dev.countersign.certs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.certs.rules.AttachmentRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
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
    static void opensslIsInstalled() {
        CommandLine.require("openssl");
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
        "genrsa -traditional -aes256 2048, 'DEK-Info: AES-256-CBC'",
        "genrsa -traditional -aes128 2048, 'DEK-Info: AES-128-CBC'",
        "genrsa -traditional -des3 2048, 'DEK-Info: DES-EDE3-CBC'",
        "genrsa -aes256 2048, BEGIN ENCRYPTED PRIVATE KEY"
    })
    void encryptedRsaKeyMadeByOpensslIsRead(String command, String mark) throws Exception {
        openssl(command.replaceFirst(" ", " -passout pass:s3cret -out " + KEY + " "));
        assertThat(Files.readString(directory.resolve(KEY))).contains(mark);
        certify();
        Expect.usable(load("s3cret"));
    }

    @ParameterizedTest
    @CsvSource({
        "ec -aes256, 'DEK-Info: AES-256-CBC'",
        "pkey -aes256, BEGIN ENCRYPTED PRIVATE KEY",
        "pkcs8 -topk8 -v2 aes-128-cbc -v2prf hmacWithSHA512 -iter 100000, BEGIN ENCRYPTED PRIVATE KEY",
        "pkcs8 -topk8 -v2 des3, BEGIN ENCRYPTED PRIVATE KEY",
        "pkcs8 -topk8 -scrypt, BEGIN ENCRYPTED PRIVATE KEY",
        "pkcs8 -topk8 -scrypt -scrypt_N 16384 -scrypt_r 8 -scrypt_p 2, BEGIN ENCRYPTED PRIVATE KEY"
    })
    void encryptedEcKeyMadeByOpensslIsRead(String command, String mark) throws Exception {
        encrypt(command);
        assertThat(Files.readString(directory.resolve(KEY))).contains(mark);
        Expect.usable(load("s3cret"));
    }

    @ParameterizedTest
    @CsvSource({
        "pkcs8 -topk8 -v1 PBE-SHA1-3DES, encrypted in an outdated way (not PBES2)",
        "pkcs8 -topk8 -v2 aria-128-cbc, is encrypted in a way that is not known here",
        "ec -camellia128, outdated or malformed DEK-Info header"
    })
    void weakOrUnknownCiphersAreRefusedWithWhatToDo(String command, String reason) throws Exception {
        encrypt(command);
        assertThat(Expect.problem(load("s3cret"))).contains(reason).contains("openssl");
    }

    @Test
    void keyThatDemandsTooMuchWorkIsRefused() throws Exception {
        encrypt("pkcs8 -topk8 -v2 aes-256-cbc -iter 5000001");
        assertThat(Expect.problem(load("s3cret"))).contains("demands more than the 5000000 rounds of key derivation");
    }

    private void encrypt(String command) throws Exception {
        openssl("ecparam -name prime256v1 -genkey -noout -out plain.pem");
        openssl("req -x509 -new -key plain.pem -subj /CN=partner-a -days 2 -addext extendedKeyUsage=clientAuth -out "
                + CHAIN);
        openssl(command + " -in plain.pem -passout pass:s3cret -out " + KEY);
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
        openssl("req -x509 -new -passin pass:s3cret -key " + KEY
                + " -subj /CN=partner-a -days 2 -addext extendedKeyUsage=clientAuth -out " + CHAIN);
    }

    private String opensslFingerprint() throws Exception {
        String printed = openssl("x509 -in " + CHAIN + " -noout -fingerprint -sha256");
        return printed.substring(printed.indexOf('=') + 1)
                .strip()
                .replace(":", "")
                .toLowerCase(Locale.ROOT);
    }

    private Loaded<ClientCertificate> load() {
        return load(Optional.empty());
    }

    private Loaded<ClientCertificate> load(String password) {
        return load(Optional.of(new Password(password)));
    }

    private Loaded<ClientCertificate> load(Optional<Password> password) {
        return ClientCertificates.read(
                new KeyedMaterial.Files(directory.resolve(CHAIN), directory.resolve(KEY), password),
                KeyAccess.PRIVATE,
                AttachmentRules.RELAXED,
                1);
    }

    private String openssl(String arguments) throws Exception {
        return CommandLine.run(directory, "openssl " + arguments);
    }
}
