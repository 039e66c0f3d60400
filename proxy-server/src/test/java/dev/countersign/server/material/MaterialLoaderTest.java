package dev.countersign.server.material;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.PeerTrust;
import dev.countersign.certs.TrustAnchors;
import dev.countersign.config.ConfigResult;
import dev.countersign.config.Problem;
import dev.countersign.config.ProxyConfig;
import dev.countersign.config.distribution.ClientCertificateRef;
import dev.countersign.config.distribution.OriginConfig;
import dev.countersign.config.read.ConfigReader;
import dev.countersign.core.snapshot.Material;
import dev.countersign.server.rotation.StoreFolder;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.CrlSpec;
import dev.countersign.testkit.certificate.KeyFormat;
import dev.countersign.testkit.certificate.OwnFile;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MaterialLoaderTest {
    private static final String TWO_ORIGINS = """
            listeners:
              - bind: 127.0.0.1:0
                tls: {certificates: [{chain: viewer.crt, key: viewer.key}]}
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
                defaultCacheBehavior: {targetOriginId: a}
            """;

    private final TestAuthority authority = TestAuthority.create("CA");

    @TempDir
    private Path directory;

    @BeforeEach
    void writeFiles() {
        authority.writeTo(directory, "ca");
        authority.server("viewer.example").writeTo(directory, "viewer");
        authority.client("for a").writeTo(directory, "a");
        authority.client("for b").writeTo(directory, "b");
    }

    @Test
    void everythingNamedIsLoaded() {
        ProxyConfig config = config(TWO_ORIGINS);
        LoadResult.Complete complete = complete(config);

        assertThat(complete.warnings()).isEmpty();
        assertThat(complete.listeners()).hasSize(1);
        assertThat(complete.listeners()
                        .get(0)
                        .tls()
                        .orElseThrow()
                        .certificates()
                        .get(0)
                        .leaf())
                .extracting(leaf -> leaf.getSubjectX500Principal().getName())
                .isEqualTo("CN=viewer.example");
        List<OriginConfig> origins = config.distributions().get(0).origins();
        assertThat(presented(complete, origins.get(0)).material().leaf().getSubjectX500Principal())
                .hasToString("CN=for a");
        assertThat(presented(complete, origins.get(1)).material().leaf().getSubjectX500Principal())
                .hasToString("CN=for b");
        for (OriginConfig origin : origins) {
            assertThat(complete.material()
                            .trust()
                            .get(origin.customOriginConfig().trust()))
                    .satisfies(anchors -> assertThat(
                                    Objects.requireNonNull(anchors).anchors().certificates())
                            .containsExactly(authority.certificate()));
        }
    }

    @Test
    void problemsOfAllFilesAreReportedAtOnceWhereTheyAreNamed() {
        TestCertificate stranger = authority.client("stranger");
        stranger.writeTo(directory, "a");
        authority.client("another").writeKey(directory.resolve("a.key"), KeyFormat.PKCS8);
        String missing = TWO_ORIGINS.replace("viewer.crt", "missing.crt").replace("chain: b.crt", "chain: absent.crt");

        List<Problem> problems = flawed(config(missing));

        assertThat(problems)
                .extracting(problem ->
                        problem.position().line() + " " + problem.position().keyPath())
                .containsExactly(
                        "3 listeners[0].tls.certificates[0].chain",
                        "12 distributions[0].origins[0].customOriginConfig.originMtlsConfig.clientCertificate.key",
                        "18 distributions[0].origins[1].customOriginConfig.originMtlsConfig.clientCertificate.chain");
        assertThat(problems.get(0).message()).contains("missing.crt");
        assertThat(problems.get(1).message()).contains("a.key").contains("is not the key");
        assertThat(problems.get(2).message()).contains("absent.crt");
    }

    @Test
    void aBundleThatTwoOriginsNameIsReportedAtBoth() {
        assertThat(flawed(config(TWO_ORIGINS.replace("ca.pem", "no-ca.pem"))))
                .extracting(problem -> problem.position().line())
                .containsExactly(11, 17);
    }

    @Test
    void everyTrustThatCannotBeReadIsAProblemWhereItIsNamed() throws IOException {
        Path torn = Files.writeString(directory.resolve("torn.crl"), "torn");
        String yaml = TWO_ORIGINS
                .replaceFirst("caBundle: ca.pem", "caBundle: none.pem, crl: torn.crl")
                .replace("{caBundle: ca.pem}", "{crl: ca.pem}");

        assertThat(flawed(config(yaml)))
                .extracting(problem -> problem.position().line() + " "
                        + problem.position().keyPath().replaceAll(".*trust", "") + " " + problem.message())
                .satisfiesExactly(
                        bundle -> assertThat(bundle)
                                .isEqualTo("11 .caBundle " + directory.resolve("none.pem") + " does not exist"),
                        list -> assertThat(list).startsWith("11 .crl " + torn + " is not PEM"),
                        foreign -> assertThat(foreign)
                                .isEqualTo("17 .crl " + directory.resolve("ca.pem")
                                        + " holds a CERTIFICATE in block 1: only X509 CRL blocks belong here"));
    }

    @Test
    void anAuthorityOfABundleWithoutARevocationListIsWarnedOfOnce() {
        Path crl = TestAuthority.create("CA").revoke(CrlSpec.of()).writeTo(directory.resolve("ca.crl"));
        String yaml = TWO_ORIGINS.replace("caBundle: ca.pem", "caBundle: ca.pem, crl: ca.crl");

        assertThat(complete(config(yaml)).warnings())
                .singleElement()
                .asString()
                .endsWith("trust.crl: " + crl + " holds no list of CN=CA, which " + directory.resolve("ca.pem")
                        + " trusts: whoever it vouches for is refused; add its list");
        authority.revoke(CrlSpec.of()).writeTo(crl);
        assertThat(complete(config(yaml)).warnings()).isEmpty();
    }

    @Test
    void pinsAndListsAreLoadedBesideTheAuthorities() {
        authority.revoke(CrlSpec.of()).writeTo(directory.resolve("ca.crl"));
        String pins = "pins: {spkiSha256: ['" + "0".repeat(64) + "'], backup: ['" + "1".repeat(64) + "']}";
        ProxyConfig config =
                config(TWO_ORIGINS.replaceFirst("caBundle: ca.pem", "caBundle: ca.pem, crl: ca.crl, " + pins));
        Material material = complete(config).material();
        assertThat(config.distributions().get(0).origins())
                .extracting(origin -> Objects.requireNonNull(
                        material.trust().get(origin.customOriginConfig().trust())))
                .satisfiesExactly(
                        first -> {
                            assertThat(first.pins()).containsExactlyInAnyOrder("0".repeat(64), "1".repeat(64));
                            assertThat(first.revoked()).isPresent();
                        },
                        second -> assertThat(second)
                                .isEqualTo(PeerTrust.in(TrustAnchors.of(List.of(authority.certificate())))));
    }

    @Test
    void anUnknownArnIsAProblemAtTheArn() {
        String byArn = TWO_ORIGINS.replace(
                "{clientCertificate: {chain: a.crt, key: a.key}}",
                "{clientCertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/none'}");

        assertThat(flawed(config(byArn)))
                .extracting(problem -> problem.position().keyPath())
                .containsExactly(
                        "distributions[0].origins[0].customOriginConfig.originMtlsConfig.clientCertificateArn");
    }

    @Test
    void anExpiredClientCertificateIsLoadedWithOneWarning() {
        authority.issue(CertificateSpec.client("old").expired()).writeTo(directory, "a");
        String both = TWO_ORIGINS.replace("b.crt", "a.crt").replace("b.key", "a.key");

        assertThat(complete(config(both)).warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning)
                        .startsWith("test.yaml:12:")
                        .contains("a.crt")
                        .contains("expired"));
    }

    @Test
    void aPasswordThatDoesNotOpenTheKeyIsAProblemAtThePassword() {
        authority.client("for b").writeKey(directory.resolve("b.key"), KeyFormat.PKCS8_ENCRYPTED);
        OwnFile.write(directory.resolve("word"), "wrong");
        String locked = TWO_ORIGINS.replace("key: b.key", "key: b.key, password: '${file:word}'");

        assertThat(flawed(config(locked))).singleElement().satisfies(problem -> {
            assertThat(problem.position().keyPath())
                    .isEqualTo("distributions[0].origins[1].customOriginConfig.originMtlsConfig.clientCertificate"
                            + ".password");
            assertThat(problem.message()).startsWith(directory.resolve("b.key").toString());
        });
    }

    @Test
    void aPasswordThatOthersMayReadIsAProblemAtThePassword() throws IOException {
        TestCertificate forB = authority.client("for b");
        forB.writeChain(directory.resolve("b.crt"));
        forB.writeKey(directory.resolve("b.key"), KeyFormat.PKCS8_ENCRYPTED);
        Path word = OwnFile.write(directory.resolve("word"), KeyFormat.PASSWORD);
        String locked = TWO_ORIGINS.replace("key: b.key", "key: b.key, password: '${file:word}'");
        assertThat(complete(config(locked)).warnings()).isEmpty();

        Files.setPosixFilePermissions(word, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(flawed(config(locked))).singleElement().satisfies(problem -> {
            assertThat(problem.position().keyPath()).endsWith("clientCertificate.password");
            assertThat(problem.message()).startsWith(word.toString());
        });
    }

    @Test
    void onlyWhatSpeaksOfThePasswordGivenIsAProblemAtThePassword() throws IOException {
        Path passwords = Files.createDirectory(directory.resolve("password of b"));
        TestCertificate forB = authority.client("password");
        forB.writeChain(passwords.resolve("b.crt"));
        authority.client("other").writeKey(passwords.resolve("b.key"), KeyFormat.PKCS8_ENCRYPTED);
        OwnFile.write(directory.resolve("b"), KeyFormat.PASSWORD);
        String named = TWO_ORIGINS.replace(
                "chain: b.crt, key: b.key",
                "chain: 'password of b/b.crt', key: 'password of b/b.key', password: '${file:b}'");

        assertThat(flawed(config(named)))
                .singleElement()
                .extracting(problem -> problem.position().keyPath())
                .asString()
                .endsWith("clientCertificate.key");
    }

    @Test
    void aChainWhoseNameBeginsLikeTheKeysIsNotMistakenForIt() {
        authority.client("for b").writeKey(directory.resolve("b"), KeyFormat.PKCS8);
        String named = TWO_ORIGINS.replace("chain: b.crt, key: b.key", "chain: b.absent, key: b");

        assertThat(flawed(config(named)))
                .singleElement()
                .extracting(problem -> problem.position().keyPath())
                .asString()
                .endsWith("clientCertificate.chain");
    }

    @Test
    void aFallbackThatIsTheSameCertificateIsWarnedOfOnce() {
        TestCertificate same = authority.client("edge");
        store("one", same);
        store("two", same);

        assertThat(complete(config(withFallback("one", "two"))).warnings())
                .singleElement()
                .asString()
                .startsWith("test.yaml:13:")
                .contains("fallbackCertificateArn: ")
                .contains("certificate/two is the same certificate as ")
                .contains("remove fallbackCertificateArn");
    }

    @Test
    void anotherFallbackIsNotWarnedOfUnlessItHasExpired() {
        store("one", authority.client("edge"));
        store("two", authority.client("edge"));
        assertThat(complete(config(withFallback("one", "two"))).warnings()).isEmpty();

        store("two", authority.issue(CertificateSpec.client("edge").expired()));
        assertThat(complete(config(withFallback("one", "two"))).warnings())
                .singleElement()
                .asString()
                .contains("fallbackCertificateArn: ")
                .contains("expired");
    }

    /** ST-1: the store has one region, wherever an origin stands. */
    @Test
    void anArnOfAnotherRegionIsRefusedAlthoughTheCertificateIsInTheStore() {
        store("one", authority.client("edge"));
        String there = withFallback("one", "two").replaceAll(", fallbackCertificateArn: '[^']*'", "");

        assertThat(MaterialLoader.load(config(there))).isInstanceOf(LoadResult.Complete.class);
        assertThat(ConfigReader.read("test.yaml", there.replace("us-east-1", "eu-west-1"), directory, Map.of()))
                .isInstanceOfSatisfying(
                        ConfigResult.Invalid.class,
                        invalid -> assertThat(invalid.problems())
                                .hasSize(2)
                                .allSatisfy(problem -> assertThat(problem.toString())
                                        .contains("eu-west-1")
                                        .contains("us-east-1")));
    }

    /** ST-2: where an origin stands has nothing to do with where its certificate is kept. */
    @Test
    void oneStoreServesOriginsOnDifferentNetworks() {
        TestCertificate first = authority.client("first");
        TestCertificate second = authority.client("second");
        store("one", first);
        store("two", second);
        String arn = "originMtlsConfig: {clientCertificateArn: 'arn:aws:acm:us-east-1:000000000000:certificate/";
        ProxyConfig config = config("certificateStore: {directory: store}\n"
                + TWO_ORIGINS
                        .replace("originMtlsConfig: {clientCertificate: {chain: a.crt, key: a.key}}", arn + "one'}")
                        .replace("originMtlsConfig: {clientCertificate: {chain: b.crt, key: b.key}}", arn + "two'}")
                        .replace("domainName: a.example", "domainName: a.example\n        address: 10.0.0.1")
                        .replace("domainName: b.example", "domainName: b.example\n        address: 192.168.0.1"));
        LoadResult.Complete loaded = complete(config);

        List<OriginConfig> origins = config.distributions().get(0).origins();
        assertThat(origins)
                .extracting(origin -> presented(loaded, origin).material().leaf())
                .containsExactly(first.leaf(), second.leaf());
    }

    private void store(String id, TestCertificate certificate) {
        try {
            StoreFolder.write(directory.resolve("store"), id, 1, certificate);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Both origins. */
    private static String withFallback(String first, String second) {
        String arn = "arn:aws:acm:us-east-1:000000000000:certificate/";
        String mtls = "originMtlsConfig: {clientCertificateArn: '" + arn + first + "', fallbackCertificateArn: '" + arn
                + second + "'}";
        return "certificateStore: {directory: store}\n"
                + TWO_ORIGINS
                        .replace("originMtlsConfig: {clientCertificate: {chain: a.crt, key: a.key}}", mtls)
                        .replace("originMtlsConfig: {clientCertificate: {chain: b.crt, key: b.key}}", mtls);
    }

    @Test
    void aServerCertificateIsNoClientCertificate() {
        authority.server("a.example").writeTo(directory, "a");

        assertThat(flawed(config(TWO_ORIGINS))).hasSize(1);
    }

    private static ClientCertificate presented(LoadResult.Complete complete, OriginConfig origin) {
        ClientCertificateRef reference =
                origin.customOriginConfig().originMtlsConfig().orElseThrow().certificate();
        return Objects.requireNonNull(complete.material().clientCertificates().get(reference));
    }

    private ProxyConfig config(String yaml) {
        ConfigResult read = ConfigReader.read("test.yaml", yaml, directory, Map.of());
        assertThat(read).isInstanceOf(ConfigResult.Valid.class);
        return ((ConfigResult.Valid) read).config();
    }

    private static LoadResult.Complete complete(ProxyConfig config) {
        LoadResult loaded = MaterialLoader.load(config);
        assertThat(loaded).isInstanceOf(LoadResult.Complete.class);
        return (LoadResult.Complete) loaded;
    }

    private static List<Problem> flawed(ProxyConfig config) {
        LoadResult loaded = MaterialLoader.load(config);
        assertThat(loaded).isInstanceOf(LoadResult.Flawed.class);
        return ((LoadResult.Flawed) loaded).problems();
    }
}
