package dev.countersign.server.command.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.certificate.CertificateFiles;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.KeyFormat;
import dev.countersign.testkit.certificate.KeyType;
import dev.countersign.testkit.certificate.Spilled;
import dev.countersign.testkit.certificate.TestCertificate;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ST-4: whatever the commands are asked, and however it goes, nothing they say holds a key or a password. */
final class SecrecyOfCertificatesTest {
    private static final String PASSWORD = KeyFormat.PASSWORD;

    private final Path directory;
    private final Workbench bench;
    private final TestCertificate ec;
    private final TestCertificate rsa;
    private final CertificateFiles ecFiles;
    private final List<String> keysWritten = new ArrayList<>();
    private final List<Integer> codes = new ArrayList<>();

    SecrecyOfCertificatesTest(@TempDir Path directory) {
        this.directory = directory;
        bench = new Workbench(directory);
        ec = bench.authority().issue(CertificateSpec.client("curve.example"));
        rsa = bench.authority().issue(CertificateSpec.client("rsa.example").key(KeyType.RSA_2048));
        ecFiles = bench.write(ec);
        keysWritten.add(ec.keyPem(KeyFormat.PKCS8));
        keysWritten.add(rsa.keyPem(KeyFormat.PKCS8));
    }

    @Test
    void nothingTheCommandsSayHoldsAKeyOrAPassword() throws Exception {
        importsThatSucceed();
        String arn = bench.imported(ec);
        String config = bench.config(arn).toString();
        for (String command : List.of("list", "describe", "get", "tag", "untag", "eligible", "delete")) {
            commandsOnOne(command, arn, config);
        }
        importsThatFail(arn);
        brokenStore(arn);

        assertThat(codes).as("both ends were met").contains(0, 1, 2);
        assertNothingSaid();
    }

    @Test
    void theSearchFindsWhatItLooksFor() {
        for (TestCertificate certificate : List.of(ec, rsa)) {
            for (KeyFormat format : List.of(KeyFormat.PKCS8, KeyFormat.PKCS8_ENCRYPTED, KeyFormat.LEGACY_ENCRYPTED)) {
                String pem = certificate.keyPem(format);
                Set<String> pieces = Spilled.pieces(pem, publicText());
                String line = pem.lines()
                        .filter(full -> full.length() == 64)
                        .reduce((earlier, later) -> later)
                        .orElseThrow();
                assertThat(Spilled.in("about " + pem, pieces)).isNotEmpty();
                assertThat(Spilled.in("half a line: " + line.substring(line.length() - 20), pieces))
                        .isNotEmpty();
            }
            String hex = Spilled.hex(certificate.key()).toUpperCase(Locale.ROOT);
            assertThat(Spilled.in("D = " + hex.substring(8, 40), Spilled.hexPieces(certificate.key())))
                    .isNotEmpty();
        }
        assertThat(Spilled.in(publicText(), Spilled.pieces(rsa.keyPem(KeyFormat.PKCS1), publicText())))
                .as("what a certificate says is no secret")
                .isEmpty();
    }

    private String publicText() {
        return ec.chainPem() + rsa.chainPem() + bench.authority().pem();
    }

    private void importsThatSucceed() throws Exception {
        String passwordFile = bench.file("password", PASSWORD + "\n").toString();
        run("import", bench.importArguments(ecFiles));
        run("import", bench.importArguments(bench.write(rsa), "--json", "--tag", "a=b"));
        run("import", "--pem", combined(ec, KeyFormat.SEC1).toString());
        run("import", "--pem", combined(ec, KeyFormat.PKCS8_ENCRYPTED).toString(), "--password-file", passwordFile);
        run("import", "--pem", combined(rsa, KeyFormat.LEGACY_ENCRYPTED).toString(), "--password-file", passwordFile);
        for (String type : List.of("PKCS12", "JKS")) {
            run("import", "--key-store", keyStore(rsa, type).toString(), "--password-file", passwordFile);
        }
        String store = bench.store().toString();
        String encrypted = combined(ec, KeyFormat.LEGACY_ENCRYPTED).toString();
        codes.add(bench.runIn(
                        Map.of("EDGE_PASSWORD", PASSWORD),
                        "import",
                        "--store",
                        store,
                        "--pem",
                        encrypted,
                        "--password-env",
                        "EDGE_PASSWORD")
                .code());
        assertThat(codes).as(bench.everything().toString()).containsOnly(0);
    }

    private void commandsOnOne(String command, String arn, String config) {
        run(command);
        run(command, "--json");
        run(command, arn);
        run(command, "--json", arn, "a=b");
        run(command, arn, "-c", config);
        run(command, arn, "-c", directory.resolve("missing.yaml").toString());
        run(command, "arn:aws:acm:us-east-1:000000000000:certificate/unknown");
    }

    private void importsThatFail(String arn) throws Exception {
        String wrong = bench.file("wrong", "not-the-right-one\n").toString();
        Path encrypted = combined(ec, KeyFormat.PKCS8_ENCRYPTED);
        Path legacy = combined(rsa, KeyFormat.LEGACY_ENCRYPTED);
        int before = codes.size();
        for (Path file : List.of(encrypted, legacy)) {
            run("import", "--pem", file.toString());
            run("import", "--pem", file.toString(), "--password-file", wrong);
            run("import", "--pem", file.toString(), "--password", PASSWORD);
            run("import", "--pem", file.toString(), "--password-env", "COUNTERSIGN_TEST_UNSET");
        }
        for (String type : List.of("PKCS12", "JKS")) {
            run("import", "--key-store", keyStore(rsa, type).toString(), "--password-file", wrong);
            run("import", "--key-store", keyStore(rsa, type).toString());
        }
        CertificateFiles mismatched = bench.write(ec.withKeys(rsa.keys()));
        run("import", bench.importArguments(mismatched));
        run("import", bench.importArguments(bench.write(rsa), "--arn", arn));
        run("import", bench.importArguments(new CertificateFiles(ecFiles.key(), ecFiles.chain())));
        run("import", "--pem", ecFiles.key().toString());
        run("import", "--key-store", ecFiles.key().toString());
        run("import", "--pem", cut(ecFiles.key()).toString());
        run(
                "import",
                "--certificate",
                ecFiles.chain().toString(),
                "--private-key",
                cut(ecFiles.key()).toString());
        run(
                "import",
                "--certificate",
                ecFiles.chain().toString(),
                "--private-key",
                ecFiles.key().toString(),
                "--chain",
                ecFiles.key().toString());
        assertThat(codes.subList(before, codes.size())).containsOnly(2);
    }

    /** A store whose files were mixed up by hand. */
    private void brokenStore(String arn) throws IOException {
        Path folder = bench.store().resolve(arn.substring(arn.indexOf('/') + 1));
        bench.imported(ec, "--new-arn", "arn:aws:acm:us-east-1:000000000000:certificate/mixed");
        Path mixed = bench.store().resolve("mixed");
        Files.copy(mixed.resolve("key-1.pem"), mixed.resolve("chain-1.pem"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(folder).isDirectory();
        for (String command : List.of("list", "eligible", "describe", "get")) {
            run(command);
            run(command, "mixed");
            run(command, "arn:aws:acm:us-east-1:000000000000:certificate/mixed");
        }
    }

    private void run(String command, String... args) {
        codes.add(bench.onStore(command, args).code());
    }

    private void assertNothingSaid() {
        Set<String> secrets = new HashSet<>(List.of(PASSWORD, "not-the-right-one"));
        secrets.addAll(Spilled.hexPieces(ec.key()));
        secrets.addAll(Spilled.hexPieces(rsa.key()));
        keysWritten.forEach(pem -> secrets.addAll(Spilled.pieces(pem, publicText())));
        assertThat(bench.everything())
                .hasSizeGreaterThan(80)
                .allSatisfy(said -> assertThat(Spilled.in(said, secrets)).isEmpty());
    }

    private Path combined(TestCertificate certificate, KeyFormat format) {
        String key = certificate.keyPem(format);
        keysWritten.add(key);
        return Workbench.keepPrivate(bench.file(
                certificate.key().getAlgorithm() + "-" + format + ".pem",
                certificate.chainPem() + bench.authority().pem() + key));
    }

    private Path cut(Path key) throws IOException {
        String pem = Files.readString(key);
        return bench.file("cut.key", pem.substring(0, pem.length() / 2));
    }

    private Path keyStore(TestCertificate certificate, String type) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(type);
        store.load(null, null);
        Certificate[] chain = {certificate.leaf(), bench.authority().certificate()};
        store.setKeyEntry("edge", certificate.key(), PASSWORD.toCharArray(), chain);
        Path file = directory.resolve("edge." + type);
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        return Workbench.keepPrivate(file);
    }
}
