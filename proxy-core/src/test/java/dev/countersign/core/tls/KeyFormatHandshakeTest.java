package dev.countersign.core.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.KeyFormat;
import dev.countersign.testkit.certificate.KeyStoreFormat;
import dev.countersign.testkit.certificate.KeyType;
import dev.countersign.testkit.certificate.OwnFile;
import dev.countersign.testkit.certificate.TestCertificate;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.NginxOrigin;
import dev.countersign.testkit.origin.NginxSettings;
import dev.countersign.testkit.wire.RawResponse;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A key in any format proves who we are to a real origin, whichever TLS engine signs with it. */
final class KeyFormatHandshakeTest {
    @TempDir
    static Path directory;

    private static Partners partners;
    private static NginxOrigin origin;
    private static Path password;

    @BeforeAll
    static void start() {
        partners = new Partners(directory);
        origin = NginxOrigin.start(NginxSettings.of(partners.originAsking(Asking.REQUIRED, "TLSv1.2", "TLSv1.3")));
        password = OwnFile.write(directory.resolve("password"), KeyFormat.PASSWORD + "\n");
    }

    @AfterAll
    static void stop() {
        origin.close();
    }

    static Stream<Arguments> keyFormats() {
        return Ways.engines().stream()
                .flatMap(engine -> Stream.of(
                        arguments(KeyFormat.PKCS8, KeyType.RSA_2048, engine),
                        arguments(KeyFormat.PKCS8, KeyType.P256, engine),
                        arguments(KeyFormat.PKCS8, KeyType.ED25519, engine),
                        arguments(KeyFormat.PKCS1, KeyType.RSA_2048, engine),
                        arguments(KeyFormat.SEC1, KeyType.P256, engine),
                        arguments(KeyFormat.SEC1_WITH_PARAMETERS, KeyType.P256, engine),
                        arguments(KeyFormat.PKCS8_ENCRYPTED, KeyType.RSA_2048, engine),
                        arguments(KeyFormat.PKCS8_ENCRYPTED, KeyType.ED25519, engine),
                        arguments(KeyFormat.PKCS8_SCRYPT, KeyType.P256, engine),
                        arguments(KeyFormat.LEGACY_ENCRYPTED, KeyType.RSA_2048, engine),
                        arguments(KeyFormat.LEGACY_ENCRYPTED, KeyType.P256, engine),
                        arguments(KeyFormat.LEGACY_TRIPLE_DES, KeyType.RSA_2048, engine)));
    }

    @ParameterizedTest
    @MethodSource("keyFormats")
    void keyOfThisFormatIsAccepted(KeyFormat format, KeyType type, TlsEngine engine) throws Exception {
        TestCertificate client = partners.clientAuthority.issue(
                CertificateSpec.client("partner-f").key(type));
        Path chain = client.writeChain(directory.resolve("f.crt"));
        Path key = client.writeKey(directory.resolve("f.key"), format);
        boolean encrypted = client.keyPem(format).contains("ENCRYPTED");
        assertAccepted(
                client,
                "chain: '%s', key: '%s'".formatted(chain, key)
                        + (encrypted ? ", password: '${file:%s}'".formatted(password) : ""),
                engine);
    }

    static Stream<Arguments> keyStoreFormats() {
        return Ways.engines().stream()
                .flatMap(engine -> Stream.of(KeyStoreFormat.values())
                        .flatMap(format -> Stream.of(KeyType.RSA_2048, KeyType.P256, KeyType.ED25519)
                                .map(type -> arguments(format, type, engine))));
    }

    @ParameterizedTest
    @MethodSource("keyStoreFormats")
    void keyStoreOfThisFormatIsAccepted(KeyStoreFormat format, KeyType type, TlsEngine engine) throws Exception {
        TestCertificate client = partners.clientAuthority.issue(
                CertificateSpec.client("partner-f").key(type));
        Path store = client.writeKeyStore(directory.resolve("f.store"), format);
        assertAccepted(client, "keyStore: '%s', password: '${file:%s}'".formatted(store, password), engine);
    }

    private static void assertAccepted(TestCertificate client, String reference, TlsEngine engine) throws Exception {
        String mtls = "originMtlsConfig: {clientCertificate: {" + reference + "}, certificateRules: relaxed}";
        try (RunningProxy proxy = RunningProxy.start(
                directory,
                partners.entry("o", origin.port(), null).withCustom(mtls).alone(),
                engine)) {
            RawResponse response = Asked.get(proxy, "/");
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.header("X-Seen-Serial")).containsExactly(MtlsFacts.serial(client));
            assertThat(MtlsFacts.of(proxy.log().next())).isEqualTo(MtlsFacts.accepted(client));
        }
    }
}
