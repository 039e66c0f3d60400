package dev.countersign.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.ClientCertificates;
import dev.countersign.certs.KeyAccess;
import dev.countersign.certs.KeyedMaterial;
import dev.countersign.certs.Loaded;
import dev.countersign.certs.PeerTrust;
import dev.countersign.certs.Trust;
import dev.countersign.certs.TrustAnchors;
import dev.countersign.certs.rules.AttachmentRules;
import dev.countersign.config.ConfigResult;
import dev.countersign.config.ProxyConfig;
import dev.countersign.config.distribution.ClientCertificateRef;
import dev.countersign.config.distribution.OriginTrust;
import dev.countersign.config.read.ConfigReader;
import dev.countersign.core.destination.OriginTarget;
import dev.countersign.core.destination.PoolKey;
import dev.countersign.core.proxy.CountingMeters;
import dev.countersign.core.tls.TlsEngine;
import dev.countersign.testkit.certificate.TestAuthority;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SnapshotBuilderTest {
    private final List<Snapshot> built = new ArrayList<>();

    @TempDir
    Path directory;

    /** The pair of files that stands for the certificate store's. */
    private String stored = "";

    @Test
    void originsWithOneAddressAndDifferentCertificatesHaveDifferentPoolKeys() throws Exception {
        TestAuthority authority = TestAuthority.create("ca");
        authority.client("a").writeTo(directory, "a");
        authority.client("b").writeTo(directory, "b");

        List<OriginTarget> origins = build("""
                listeners: [{bind: "127.0.0.1:0"}]
                distributions:
                  - id: d
                    origins:
                      - {id: x, domainName: o.test, customOriginConfig: {originProtocolPolicy: https-only}}
                      - {id: a, domainName: o.test, customOriginConfig: {originProtocolPolicy: https-only, \
                originMtlsConfig: {clientCertificate: {chain: a.crt, key: a.key}}}}
                      - {id: b, domainName: o.test, customOriginConfig: {originProtocolPolicy: https-only, \
                originMtlsConfig: {clientCertificate: {chain: b.crt, key: b.key}}}}
                    defaultCacheBehavior: {targetOriginId: x}
                """).origins();

        assertThat(new HashSet<>(origins.stream()
                        .map(OriginTarget::secure)
                        .map(PoolKey::identity)
                        .toList()))
                .hasSize(3);
        assertThat(origins).extracting(OriginTarget::isMtls).containsExactly(false, true, true);
    }

    @Test
    void hostCarriesThePortOnlyWhereItIsNotTheSchemesOwn() throws Exception {
        List<OriginTarget> origins = build("""
                listeners: [{bind: "127.0.0.1:0"}]
                distributions:
                  - id: d
                    origins:
                      - {id: usual, domainName: o.test, customOriginConfig: {originProtocolPolicy: match-viewer}}
                      - id: other
                        domainName: "::1"
                        customHeaders: {X-Token: secret}
                        customOriginConfig: {httpPort: 8080, httpsPort: 8443, originProtocolPolicy: match-viewer}
                    defaultCacheBehavior: {targetOriginId: usual}
                """).origins();

        assertThat(text(origins.get(0).hostLine(false))).isEqualTo("Host: o.test\r\n");
        assertThat(text(origins.get(0).hostLine(true))).isEqualTo("Host: o.test\r\n");
        assertThat(text(origins.get(1).hostLine(false))).isEqualTo("Host: [::1]:8080\r\n");
        assertThat(text(origins.get(1).hostLine(true))).isEqualTo("Host: [::1]:8443\r\n");
        assertThat(text(origins.get(1).customHeaderLines())).isEqualTo("X-Token: secret\r\n");
    }

    @Test
    void whatDidNotChangeIsCarriedOverAndWhatDidIsNot() throws Exception {
        TestAuthority authority = TestAuthority.create("ca");
        authority.client("a").writeTo(directory, "a");
        authority.client("b").writeTo(directory, "b");
        String yaml = """
                listeners: [{bind: "127.0.0.1:0"}]
                limits: {originConnectionsPerOrigin: 1}
                distributions:
                  - id: d
                    origins:
                      - {id: same, domainName: s.test, customOriginConfig: {originProtocolPolicy: https-only}}
                      - {id: rotated, domainName: r.test, customOriginConfig: {originProtocolPolicy: https-only, \
                originMtlsConfig: {clientCertificate: {chain: a.crt, key: a.key}}}}
                    defaultCacheBehavior: {targetOriginId: same}
                """;

        List<OriginTarget> before = build(yaml).origins();
        List<OriginTarget> after = build(
                        yaml.replace("a.crt", "b.crt").replace("a.key", "b.key").replace("Origin: 1}", "Origin: 2}"),
                        before)
                .origins();

        assertThat(after.get(0).tls()).isSameAs(before.get(0).tls());
        assertThat(after.get(0).secure()).isEqualTo(before.get(0).secure());
        assertThat(after.get(1).tls()).isNotSameAs(before.get(1).tls());
        assertThat(after.get(1).secure()).isNotEqualTo(before.get(1).secure());
        assertThat(after.get(1).budget()).isSameAs(before.get(1).budget());
        assertThat(after.get(1).budget().tryOpen()).isTrue();
        assertThat(after.get(1).budget().connectionsSpent())
                .as("the new limit counts")
                .isFalse();
    }

    @Test
    void fallbackSharesEverythingWithItsOriginButItsIdentity() throws Exception {
        TestAuthority authority = TestAuthority.create("ca");
        for (String name : List.of("a", "b", "c")) {
            authority.client(name).writeTo(directory, name);
        }
        OriginTarget before = withFallback("a", "b", List.of());
        OriginTarget fallback = before.fallback().orElseThrow().target();
        assertThat(fallback.secure().identity()).isNotEqualTo(before.secure().identity());
        assertThat(fallback.secure()).isNotEqualTo(before.secure());
        assertThat(fallback.tls()).isNotSameAs(before.tls());
        assertThat(fallback.budget()).isSameAs(before.budget());
        assertThat(fallback.meters()).isSameAs(before.meters());
        assertThat(fallback.plain()).isEqualTo(before.plain());
        assertThat(fallback.fallback()).isEmpty();
        assertThat(built.get(0).poolKeys()).contains(before.secure(), fallback.secure());

        OriginTarget same = withFallback("a", "b", List.of(before));
        assertThat(same.fallback().orElseThrow().choice())
                .isSameAs(before.fallback().orElseThrow().choice());
        assertThat(same.fallback().orElseThrow().target().tls()).isSameAs(fallback.tls());

        OriginTarget rotated = withFallback("c", "a", List.of(same));
        assertThat(rotated.fallback().orElseThrow().choice())
                .isNotSameAs(before.fallback().orElseThrow().choice());
        assertThat(rotated.fallback().orElseThrow().target().tls())
                .as("yesterday's primary is today's fallback")
                .isSameAs(before.tls());
        assertThat(withFallback("c", "b", List.of(rotated))
                        .fallback()
                        .orElseThrow()
                        .choice())
                .isNotSameAs(rotated.fallback().orElseThrow().choice());
    }

    @Test
    void fallbackThatIsTheSameIdentityIsNone() throws Exception {
        TestAuthority.create("ca").client("a").writeTo(directory, "a");
        assertThat(withFallback("a", "a", List.of()).fallback()).isEmpty();
    }

    private OriginTarget withFallback(String primary, String fallback, List<OriginTarget> before) throws Exception {
        stored = fallback;
        return build("""
                listeners: [{bind: "127.0.0.1:0"}]
                distributions:
                  - id: d
                    origins:
                      - {id: o, domainName: o.test, customOriginConfig: {originProtocolPolicy: https-only, \
                originMtlsConfig: {clientCertificate: {chain: %s.crt, key: %s.key}, \
                fallbackCertificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/x"}}}
                    defaultCacheBehavior: {targetOriginId: o}
                """.formatted(primary, primary), before).origins().get(0);
    }

    @AfterEach
    void releaseTls() {
        built.forEach(
                snapshot -> snapshot.targets().forEach(target -> target.tls().release()));
    }

    private Snapshot build(String yaml) throws Exception {
        return build(yaml, List.of());
    }

    private Snapshot build(String yaml, List<OriginTarget> before) throws Exception {
        ConfigResult result = ConfigReader.read("t.yaml", yaml, directory, Map.of());
        if (!(result instanceof ConfigResult.Valid valid)) {
            throw new AssertionError(result);
        }
        ProxyConfig config = valid.config();
        Map<ClientCertificateRef, ClientCertificate> certificates = new HashMap<>();
        config.distributions()
                .get(0)
                .origins()
                .forEach(origin -> origin.customOriginConfig()
                        .originMtlsConfig()
                        .ifPresent(mtls -> {
                            certificates.put(mtls.certificate(), load(mtls.certificate()));
                            mtls.fallback()
                                    .ifPresent(arn -> certificates.put(
                                            arn,
                                            load(
                                                    directory.resolve(stored + ".crt"),
                                                    directory.resolve(stored + ".key"))));
                        }));
        Map<OriginTrust, PeerTrust> trust = new HashMap<>();
        TrustAnchors publicCas = ((Loaded.Usable<TrustAnchors>) Trust.publicCas()).value();
        config.distributions()
                .get(0)
                .origins()
                .forEach(origin -> trust.put(origin.customOriginConfig().trust(), PeerTrust.in(publicCas)));
        Material material = new Material(certificates, trust);
        Snapshot snapshot =
                new SnapshotBuilder(config, material, TlsEngine.available(), new CountingMeters()).build(7, before);
        built.add(snapshot);
        assertThat(snapshot.number()).isEqualTo(7);
        assertThat(snapshot.poolKeys())
                .hasSize((int) (snapshot.origins().size() + snapshot.targets().count()));
        return snapshot;
    }

    private static ClientCertificate load(ClientCertificateRef reference) {
        var files = ((ClientCertificateRef.ByFiles) reference).files();
        return load(files.chain().value(), files.key().value());
    }

    private static ClientCertificate load(Path chain, Path key) {
        Loaded<ClientCertificate> loaded = ClientCertificates.read(
                new KeyedMaterial.Files(chain, key), KeyAccess.PRIVATE, AttachmentRules.RELAXED, 1);
        return ((Loaded.Usable<ClientCertificate>) loaded).value();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
