package dev.countersign.certs.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.certs.KeyAccess;
import dev.countersign.certs.KeyedChain;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A certificate store in a test, and certificates to put into it. */
final class StoreHome {
    static final String ACCOUNT = "111122223333";
    static final String PREFIX = "arn:aws:acm:us-east-1:" + ACCOUNT + ":certificate/";
    static final String ARN = PREFIX + "cert-1";
    private static final TestAuthority ROOT = TestAuthority.create("Root");

    final Path directory;
    final StoreChanges changes;
    final CertificateStore store;

    StoreHome(Path directory) {
        this.directory = directory;
        this.changes = new StoreChanges(directory, ACCOUNT);
        this.store = new CertificateStore(directory, KeyAccess.PRIVATE);
    }

    /** A client certificate with its whole chain. */
    static KeyedChain client(String name) {
        return issue(CertificateSpec.client(name));
    }

    static KeyedChain issue(CertificateSpec spec) {
        return material(certificate(spec));
    }

    static TestCertificate certificate(CertificateSpec spec) {
        TestCertificate leaf = ROOT.issue(spec);
        return leaf.withChain(List.of(leaf.leaf(), ROOT.certificate()));
    }

    static KeyedChain material(TestCertificate certificate) {
        return new KeyedChain(certificate.chain(), certificate.key());
    }

    StoreFolder folder(String id) {
        return new StoreFolder(directory.resolve(id));
    }

    /** Every path below the directory with what it holds; the lock file, which holds nothing, is left out. */
    Map<String, String> tree() {
        Map<String, String> tree = new TreeMap<>();
        if (Files.exists(directory)) {
            try (Stream<Path> paths = Files.walk(directory)) {
                for (Path path : paths.toList()) {
                    String name = directory.relativize(path).toString();
                    if (!name.equals(".lock")) {
                        tree.put(
                                name,
                                Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                                        ? Base64.getEncoder().encodeToString(Files.readAllBytes(path))
                                        : "(folder)");
                    }
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
        return tree;
    }

    /** Nothing but complete certificates of one version each is on the disk. */
    void assertSwept() throws IOException {
        List<String> expected = new ArrayList<>(List.of(""));
        for (StoredCertificate certificate : store.list().certificates()) {
            String id = certificate.arn().id();
            long version = certificate.metadata().version();
            expected.addAll(List.of(
                    id,
                    id + "/metadata.properties",
                    id + "/chain-" + version + ".pem",
                    id + "/key-" + version + ".pem"));
        }
        assertThat(store.list().problems()).isEmpty();
        assertThat(tree().keySet()).containsExactlyInAnyOrderElementsOf(expected);
    }
}
