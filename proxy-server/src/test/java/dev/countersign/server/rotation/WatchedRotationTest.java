package dev.countersign.server.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.core.snapshot.Material;
import dev.countersign.server.watch.Watcher;
import dev.countersign.testkit.certificate.KeyFormat;
import dev.countersign.testkit.certificate.OwnFile;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The ways in which certificates are replaced on disk, and that each is taken over whole, by events and not by the poll. */
@Timeout(120)
@SuppressWarnings("try") // a watcher is there to be running
final class WatchedRotationTest {
    /** Under the slow poll of 10 s. */
    private static final long PATIENCE_SECONDS = 8;

    private final TestAuthority authority = TestAuthority.create("CA");
    private final TestCertificate before = authority.client("before");
    private final TestCertificate after = authority.client("after");
    private final BlockingQueue<Boolean> looks = new LinkedBlockingQueue<>();

    @TempDir
    private Path directory;

    @BeforeEach
    void writeTrust() {
        authority.writeTo(directory, "ca");
    }

    private static String origin(String id, String mtls) {
        return """
                      - id: %s
                        domainName: o.example
                        customOriginConfig:
                          originProtocolPolicy: https-only
                          trust: {caBundle: ca.pem}
                          originMtlsConfig: {%s}
                """.formatted(id, mtls);
    }

    private RotationBench bench(String origins) {
        return new RotationBench(directory, """
                listeners: [{bind: "127.0.0.1:0"}]
                certificateStore: {directory: store}
                distributions:
                  - id: d
                    origins:
                %s
                    defaultCacheBehavior: {targetOriginId: a}
                """.formatted(origins));
    }

    private RotationBench bench(Path chain, Path key) {
        return bench(origin("a", "clientCertificate: {chain: \"" + chain + "\", key: \"" + key + "\"}"));
    }

    private Watcher watch(RotationBench bench) throws Exception {
        Watcher watcher = Watcher.start(
                FilesInUse.of(bench.config),
                () -> {
                    boolean again = bench.rotation.look();
                    looks.add(again);
                    return again;
                },
                bench::warn);
        awaitLook();
        return watcher;
    }

    private boolean awaitLook() throws InterruptedException {
        Boolean again = looks.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(again).as("looked within %s s", PATIENCE_SECONDS).isNotNull();
        return Boolean.TRUE.equals(again);
    }

    private static Material awaitMaterial(RotationBench bench) throws InterruptedException {
        Material material = bench.installed.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(material).as("rotated within %s s", PATIENCE_SECONDS).isNotNull();
        assertThat(material.clientCertificates().values()).allMatch(WatchedRotationTest::isAPair);
        return material;
    }

    private static boolean isAPair(ClientCertificate certificate) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(certificate.material().key());
            byte[] signed = signature.sign();
            signature.initVerify(certificate.material().leaf());
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static void awaitRotation(RotationBench bench, TestCertificate wanted) throws InterruptedException {
        assertThat(bench.presented(awaitMaterial(bench), "a").material().leaf()).isEqualTo(wanted.leaf());
    }

    @Test
    void aKubernetesSecretIsTakenOverWhenItsDataLinkIsSwapped() throws Exception {
        Path secret = Files.createDirectory(directory.resolve("secret"));
        writeSecret(Files.createDirectory(secret.resolve("..2026_01_01")), before);
        Files.createSymbolicLink(secret.resolve("..data"), Path.of("..2026_01_01"));
        Path chain = Files.createSymbolicLink(secret.resolve("tls.crt"), Path.of("..data/tls.crt"));
        Path key = Files.createSymbolicLink(secret.resolve("tls.key"), Path.of("..data/tls.key"));
        RotationBench bench = bench(chain, key);
        try (Watcher watcher = watch(bench)) {
            swapSecret(secret, "..2026_01_01", "..2026_02_02", after);
            awaitRotation(bench, after);
            swapSecret(secret, "..2026_02_02", "..2026_03_03", before);
            awaitRotation(bench, before);
        }
        assertThat(bench.warnings).isEmpty();
    }

    private static void swapSecret(Path secret, String from, String to, TestCertificate next) throws IOException {
        writeSecret(Files.createDirectory(secret.resolve(to)), next);
        Path aside = Files.createSymbolicLink(secret.resolve("..data_tmp"), Path.of(to));
        Files.move(aside, secret.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        Files.delete(secret.resolve(from + "/tls.crt"));
        Files.delete(secret.resolve(from + "/tls.key"));
        Files.delete(secret.resolve(from));
    }

    private static void writeSecret(Path into, TestCertificate certificate) {
        certificate.writeChain(into.resolve("tls.crt"));
        certificate.writeKey(into.resolve("tls.key"), KeyFormat.PKCS8);
    }

    @Test
    void filesThatAreRenamedOverTheOldOnesAreTakenOver() throws Exception {
        before.writeTo(directory, "a");
        RotationBench bench = bench(directory.resolve("a.crt"), directory.resolve("a.key"));
        try (Watcher watcher = watch(bench)) {
            after.writeTo(directory, "next");
            for (String end : List.of(".crt", ".key")) {
                Files.move(
                        directory.resolve("next" + end), directory.resolve("a" + end), StandardCopyOption.ATOMIC_MOVE);
            }
            awaitRotation(bench, after);
        }
    }

    @Test
    void truncatedFilesWaitUntilTheyAreWritten() throws Exception {
        before.writeTo(directory, "a");
        RotationBench bench = bench(directory.resolve("a.crt"), directory.resolve("a.key"));
        String chain = after.chainPem();
        try (Watcher watcher = watch(bench)) {
            Files.write(directory.resolve("a.crt"), new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
            assertThat(awaitLook()).isTrue();
            Files.writeString(directory.resolve("a.crt"), chain.substring(0, chain.length() / 2));
            assertThat(awaitLook()).isTrue();
            Files.write(
                    directory.resolve("a.crt"),
                    chain.substring(chain.length() / 2).getBytes(StandardCharsets.US_ASCII),
                    StandardOpenOption.APPEND);
            after.writeKey(directory.resolve("a.key"), KeyFormat.PKCS8);
            awaitRotation(bench, after);
        }
        assertThat(bench.installed).isEmpty();
    }

    @Test
    void aKeyThatIsWrittenBeforeItsCertificateIsNeverPairedWithTheOldOne() throws Exception {
        before.writeTo(directory, "a");
        RotationBench bench = bench(directory.resolve("a.crt"), directory.resolve("a.key"));
        try (Watcher watcher = watch(bench)) {
            after.writeKey(directory.resolve("a.key"), KeyFormat.PKCS8);
            assertThat(awaitLook()).isTrue();
            assertThat(bench.installed).isEmpty();
            after.writeChain(directory.resolve("a.crt"));
            awaitRotation(bench, after);
        }
        assertThat(bench.warnings).as("the bench's clock stands still").isEmpty();
    }

    @Test
    void aDirectoryThatIsDeletedAndCreatedAgainIsTakenOver() throws Exception {
        Path tls = Files.createDirectory(directory.resolve("tls"));
        before.writeTo(tls, "a");
        RotationBench bench = bench(tls.resolve("a.crt"), tls.resolve("a.key"));
        try (Watcher watcher = watch(bench)) {
            Files.delete(tls.resolve("a.crt"));
            Files.delete(tls.resolve("a.key"));
            Files.delete(tls);
            assertThat(awaitLook()).isTrue();
            Files.createDirectory(tls);
            after.writeTo(tls, "a");
            awaitRotation(bench, after);
        }
    }

    @Test
    void fiftyCertificatesInOneDirectoryAreAllTakenOver() throws Exception {
        List<TestCertificate> next = new ArrayList<>();
        StringBuilder origins = new StringBuilder(origin("a", "clientCertificate: {chain: c0.crt, key: c0.key}"));
        for (int i = 0; i < 50; i++) {
            before.writeTo(directory, "c" + i);
            origins.append(origin("o" + i, "clientCertificate: {chain: c" + i + ".crt, key: c" + i + ".key}"));
            next.add(authority.client("next " + i));
        }
        RotationBench bench = bench(origins.toString());
        try (Watcher watcher = watch(bench)) {
            for (int i = 0; i < 50; i++) {
                next.get(i).writeTo(directory, "c" + i);
            }
            Material newest = awaitMaterial(bench);
            while (!allPresent(bench, newest, next)) {
                newest = awaitMaterial(bench);
            }
        }
        assertThat(bench.warnings).isEmpty();
    }

    private static boolean allPresent(RotationBench bench, Material material, List<TestCertificate> wanted) {
        for (int i = 0; i < wanted.size(); i++) {
            if (!bench.presented(material, "o" + i)
                    .material()
                    .leaf()
                    .equals(wanted.get(i).leaf())) {
                return false;
            }
        }
        return true;
    }

    @Test
    void aReimportIntoTheStoreIsTakenOver() throws Exception {
        Path store = directory.resolve("store");
        StoreFolder.write(store, "cert-1", 1, before);
        RotationBench bench =
                bench(origin("a", "clientCertificateArn: \"arn:aws:acm:us-east-1:000000000000:certificate/cert-1\""));
        try (Watcher watcher = watch(bench)) {
            StoreFolder.write(store, "cert-1", 2, after);
            awaitRotation(bench, after);
            Files.delete(store.resolve("cert-1/key-1.pem"));
            Files.delete(store.resolve("cert-1/chain-1.pem"));
            awaitLook();
        }
        assertThat(bench.installed).isEmpty();
        assertThat(bench.warnings).isEmpty();
    }

    @Test
    void aKeyAndItsPasswordMayChangeTogether() throws Exception {
        before.writeChain(directory.resolve("a.crt"));
        before.writeKey(directory.resolve("a.key"), KeyFormat.PKCS8_ENCRYPTED);
        OwnFile.write(directory.resolve("password"), KeyFormat.PASSWORD + "\n");
        RotationBench bench =
                bench(origin("a", "clientCertificate: {chain: a.crt, key: a.key, password: \"${file:password}\"}"));
        try (Watcher watcher = watch(bench)) {
            OwnFile.write(directory.resolve("password"), "another");
            assertThat(awaitLook()).isTrue();
            after.writeChain(directory.resolve("a.crt"));
            after.writeKey(directory.resolve("a.key"), KeyFormat.PKCS8_ENCRYPTED);
            OwnFile.write(directory.resolve("password"), KeyFormat.PASSWORD);
            awaitRotation(bench, after);
        }
    }
}
