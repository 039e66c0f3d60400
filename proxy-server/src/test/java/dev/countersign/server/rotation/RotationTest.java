package dev.countersign.server.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.KeyedChain;
import dev.countersign.core.snapshot.Material;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.KeyFormat;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each look is made by the test: no watcher, no waiting, a clock that the test moves. */
final class RotationTest {
    private static final String YAML = """
            listeners:
              - bind: 127.0.0.1:0
                tls: {certificates: [{chain: viewer.crt, key: viewer.key}]}
            certificateStore: {directory: store, allowReadableKeys: true}
            distributions:
              - id: d
                origins:
                  - id: a
                    domainName: a.example
                    customOriginConfig:
                      originProtocolPolicy: https-only
                      trust: {caBundle: ca.pem}
                      originMtlsConfig: {clientCertificate: {chain: a.crt, key: a.key}}
                  - id: b
                    domainName: b.example
                    customOriginConfig:
                      originProtocolPolicy: https-only
                      trust: {caBundle: ca.pem}
                      originMtlsConfig: {clientCertificate: {chain: b.crt, key: b.key}}
                  - id: also-a
                    domainName: a.example
                    customOriginConfig:
                      originProtocolPolicy: https-only
                      trust: {caBundle: ca.pem}
                      originMtlsConfig: {clientCertificate: {chain: a.crt, key: a.key}}
                  - id: s
                    domainName: s.example
                    customOriginConfig:
                      originProtocolPolicy: https-only
                      trust: {caBundle: ca.pem}
                      originMtlsConfig: {clientCertificateArn: "arn:aws:acm:us-east-1:000000000000:certificate/cert-1"}
                defaultCacheBehavior: {targetOriginId: a}
            """;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final TestAuthority authority = TestAuthority.create("CA");

    @TempDir
    private Path directory;

    @BeforeEach
    void writeFiles() throws IOException {
        authority.writeTo(directory, "ca");
        authority.server("viewer.example").writeTo(directory, "viewer");
        authority.client("a").writeTo(directory, "a");
        authority.client("b").writeTo(directory, "b");
        StoreFolder.write(directory.resolve("store"), "cert-1", 1, authority.client("s"));
    }

    private RotationBench bench() {
        return new RotationBench(directory, YAML);
    }

    @Test
    void nothingNewIsSwappedIn() {
        RotationBench bench = bench();

        assertThat(bench.rotation.look()).isFalse();

        assertThat(bench.installed).isEmpty();
        assertThat(bench.infos).isEmpty();
        assertThat(bench.warnings).isEmpty();
        assertThat(bench.metrics()).contains("tls_certificates_refused 0.0");
    }

    @Test
    void aChangedCertificateIsANewVersionForAllWhoUseItAndForNobodyElse() {
        RotationBench bench = bench();
        TestCertificate next = authority.client("a2");
        next.writeTo(directory, "a");

        assertThat(bench.rotation.look()).isFalse();

        Material material = bench.installed.remove();
        ClientCertificate presented = bench.presented(material, "a");
        assertThat(presented.material().leaf()).isEqualTo(next.leaf());
        assertThat(presented.identity().version()).isEqualTo(2);
        assertThat(bench.presented(material, "also-a")).isEqualTo(presented);
        assertThat(bench.presented(material, "b").identity().version()).isEqualTo(1);
        assertThat(bench.infos)
                .singleElement()
                .asString()
                .startsWith("rotated " + directory.resolve("a.crt") + " for d/a, d/also-a: ")
                .contains(" -> " + presented.identity().leafSha256().substring(0, 16) + ", version 2, until ");
        assertThat(bench.metrics()).contains("tls_certificates_rotations_total{result=\"rotated\"} 1.0");
    }

    @Test
    void goingBackIsAnotherVersion() {
        RotationBench bench = bench();
        TestCertificate first = authority.client("first");
        for (TestCertificate next : new TestCertificate[] {first, authority.client("second"), first}) {
            next.writeTo(directory, "a");
            bench.rotation.look();
        }
        assertThat(bench.installed)
                .extracting(
                        material -> bench.presented(material, "a").identity().version())
                .containsExactly(2L, 3L, 4L);
    }

    @Test
    void theStoreCountsItsVersionsItself() throws IOException {
        RotationBench bench = bench();
        TestCertificate next = authority.client("s2");
        StoreFolder.write(directory.resolve("store"), "cert-1", 7, next);

        bench.rotation.look();

        ClientCertificate presented = bench.presented(bench.installed.remove(), "s");
        assertThat(presented.material().leaf()).isEqualTo(next.leaf());
        assertThat(presented.identity().version()).isEqualTo(7);
        assertThat(bench.infos)
                .singleElement()
                .asString()
                .startsWith("rotated arn:aws:acm:us-east-1:000000000000:certificate/cert-1 for d/s: ");
    }

    @Test
    void aFallbackRotatesByItself() throws IOException {
        StoreFolder.write(directory.resolve("store"), "cert-2", 1, authority.client("former"));
        String arn = "arn:aws:acm:us-east-1:000000000000:certificate/cert-";
        RotationBench bench = new RotationBench(
                directory, YAML.replace(arn + "1\"}", arn + "1\", fallbackCertificateArn: \"" + arn + "2\"}"));
        StoreFolder.write(directory.resolve("store"), "cert-2", 2, authority.client("former, renewed"));

        bench.rotation.look();

        assertThat(bench.presented(bench.installed.remove(), "s").identity().version())
                .isEqualTo(1);
        assertThat(bench.infos).singleElement().asString().startsWith("rotated " + arn + "2 for d/s (fallback): ");
    }

    @Test
    void trustRotatesToo() throws IOException {
        RotationBench bench = bench();
        TestAuthority second = TestAuthority.create("second CA");
        Files.writeString(directory.resolve("ca.pem"), authority.pem() + second.pem());

        bench.rotation.look();

        Material material = bench.installed.remove();
        assertThat(material.trust().values())
                .allSatisfy(anchors -> assertThat(
                                Objects.requireNonNull(anchors).anchors().certificates())
                        .containsExactly(authority.certificate(), second.certificate()));
        assertThat(bench.infos)
                .containsExactly("rotated " + directory.resolve("ca.pem")
                        + " for d/a, d/b, d/also-a, d/s: 1 certificate -> 2 certificates");
    }

    @Test
    void aBadChangeKeepsTheLastGoodOneAndStopsNoOther() throws IOException {
        RotationBench bench = bench();
        Files.writeString(directory.resolve("a.key"), "not a key");
        TestCertificate next = authority.client("b2");
        next.writeTo(directory, "b");

        assertThat(bench.rotation.look()).isTrue();

        Material material = bench.installed.remove();
        assertThat(bench.presented(material, "b").material().leaf()).isEqualTo(next.leaf());
        assertThat(bench.presented(material, "a").identity().version()).isEqualTo(1);
    }

    @Test
    void aRefusalThatStandsIsToldOnceAndMeasuredUntilItIsOver() throws IOException {
        RotationBench bench = bench();
        String good = Files.readString(directory.resolve("a.key"));
        Files.writeString(directory.resolve("a.key"), "not a key");

        assertThat(bench.rotation.look()).isTrue();
        assertThat(bench.warnings).isEmpty();
        assertThat(bench.metrics()).contains("tls_certificates_refused 0.0");
        bench.pass(SECOND);
        assertThat(bench.rotation.look()).isFalse();
        bench.pass(SECOND);
        assertThat(bench.rotation.look()).isFalse();

        assertThat(bench.warnings)
                .singleElement()
                .asString()
                .startsWith("refused " + directory.resolve("a.crt") + " for d/a, d/also-a, version 1 (")
                .contains(" stays in force: " + directory.resolve("a.key"));
        assertThat(bench.metrics())
                .contains("tls_certificates_refused 1.0", "tls_certificates_rotations_total{result=\"refused\"} 1.0");

        Files.writeString(directory.resolve("a.key"), good);
        assertThat(bench.rotation.look()).isFalse();

        assertThat(bench.metrics()).contains("tls_certificates_refused 0.0");
        assertThat(bench.infos)
                .containsExactly(directory.resolve("a.crt") + " is usable again, and is what is in force");
        assertThat(bench.installed).isEmpty();
    }

    @Test
    void aRefusalThatPassesWithinASecondIsNotTold() {
        RotationBench bench = bench();
        TestCertificate next = authority.client("a2");
        next.writeKey(directory.resolve("a.key"), KeyFormat.PKCS8);

        assertThat(bench.rotation.look()).isTrue();
        bench.pass(Duration.ofMillis(500));
        next.writeChain(directory.resolve("a.crt"));
        assertThat(bench.rotation.look()).isFalse();
        bench.pass(SECOND);
        bench.rotation.look();

        assertThat(bench.warnings).isEmpty();
        assertThat(bench.infos).hasSize(1);
        assertThat(bench.installed).hasSize(1);
    }

    @Test
    void anotherProblemIsToldAgain() throws IOException {
        RotationBench bench = bench();
        for (String wrong : new String[] {"not a key", ""}) {
            Files.writeString(directory.resolve("a.key"), wrong);
            bench.rotation.look();
            bench.pass(SECOND);
            bench.rotation.look();
        }
        assertThat(bench.warnings).hasSize(2);
        assertThat(bench.metrics()).contains("tls_certificates_refused 1.0");
    }

    @Test
    void aMissingFolderOfTheStoreKeepsTheLastGoodOne() throws IOException {
        RotationBench bench = bench();
        Files.move(directory.resolve("store/cert-1"), directory.resolve("store/gone"));
        bench.rotation.look();
        bench.pass(SECOND);
        bench.rotation.look();

        assertThat(bench.installed).isEmpty();
        assertThat(bench.warnings).singleElement().asString().contains("is not in the certificate store");
    }

    @Test
    void whatTheEngineRefusesIsNotInForce() {
        RotationBench bench = bench();
        bench.refusedByTheEngine =
                material -> bench.presented(material, "a").identity().version() == 2;
        authority.client("a2").writeTo(directory, "a");
        bench.rotation.look();
        bench.pass(SECOND);
        assertThat(bench.rotation.look()).isFalse();

        assertThat(bench.installed).isEmpty();
        assertThat(bench.warnings).singleElement().asString().contains("the TLS engine refuses it (no such curve)");
        assertThat(bench.metrics()).contains("tls_certificates_refused 1.0");

        bench.refusedByTheEngine = material -> false;
        bench.rotation.look();
        assertThat(bench.presented(bench.installed.remove(), "a").identity().version())
                .isEqualTo(2);
        assertThat(bench.metrics()).contains("tls_certificates_refused 0.0");
    }

    @Test
    void warningsOfANewCertificateAreTold() {
        RotationBench bench = bench();
        authority.issue(CertificateSpec.client("old").expired()).writeTo(directory, "a");

        bench.rotation.look();

        assertThat(bench.installed).hasSize(1);
        assertThat(bench.warnings).singleElement().asString().contains("expired");
    }

    @Test
    void aListenersCertificateRotatesToo() {
        RotationBench bench = bench();
        TestCertificate next = authority.server("viewer.example");
        next.writeTo(directory, "viewer");

        bench.rotation.look();
        bench.rotation.look();

        assertThat(bench.installed).hasSize(1);
        assertThat(bench.listeners.get(0).tls().orElseThrow().certificates())
                .extracting(KeyedChain::leaf)
                .containsExactly(next.leaf());
        assertThat(bench.infos)
                .singleElement()
                .asString()
                .startsWith("rotated " + directory.resolve("viewer.crt") + " for listener 127.0.0.1:0: ");
        assertThat(bench.warnings).isEmpty();
    }

    @Test
    void whatTheEngineRefusesStopsNoOther() {
        RotationBench bench = bench();
        bench.refusedByTheEngine =
                material -> bench.presented(material, "a").identity().version() == 2;
        TestCertificate next = authority.client("b2");
        authority.client("a2").writeTo(directory, "a");
        next.writeTo(directory, "b");

        assertThat(bench.rotation.look()).isTrue();

        Material material = bench.installed.remove();
        assertThat(bench.installed).isEmpty();
        assertThat(bench.presented(material, "b").material().leaf()).isEqualTo(next.leaf());
        assertThat(bench.presented(material, "a").identity().version()).isEqualTo(1);
        assertThat(bench.infos).singleElement().asString().startsWith("rotated " + directory.resolve("b.crt"));
        bench.pass(SECOND);
        bench.rotation.look();
        assertThat(bench.warnings).singleElement().asString().startsWith("refused " + directory.resolve("a.crt"));
    }

    @Test
    void aKeyThatBecomesReadableForEveryoneIsRefusedAndUsableAgainAfterwards() throws IOException {
        RotationBench bench = new RotationBench(directory, YAML.replace(", allowReadableKeys: true", ""));
        Path key = directory.resolve("a.key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        bench.rotation.look();
        bench.pass(SECOND);
        bench.rotation.look();

        assertThat(bench.warnings).singleElement().asString().contains(key + " may be read by every user");

        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        bench.rotation.look();
        assertThat(bench.infos).singleElement().asString().contains("is usable again");
    }
}
