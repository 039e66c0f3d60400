package dev.countersign.server;

import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.KeyFormat;
import dev.countersign.testkit.certificate.KeyStoreFormat;
import dev.countersign.testkit.certificate.KeyType;
import dev.countersign.testkit.certificate.OwnFile;
import dev.countersign.testkit.certificate.Spilled;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Keys in every form a configuration can name, the files they are in, and all that must not be seen of them. */
final class SecretMaterial {
    static final String HEADER = "header-only-the-origin-may-see";
    private static final String WRONG_PASSWORD = "not-the-right-password";

    final TestAuthority authority = TestAuthority.create("CA");
    final TestCertificate ec = authority.issue(CertificateSpec.client("ec").names("edge.example"));
    final TestCertificate rsa =
            authority.issue(CertificateSpec.client("rsa").key(KeyType.RSA_2048).names("edge.example"));
    final TestCertificate foreign = TestAuthority.create("foreign CA").client("foreign");
    private final TestCertificate viewer = authority.issue(
            CertificateSpec.server("viewer.example").key(KeyType.RSA_2048).names("viewer.example"));
    private final Path directory;
    private final List<TestCertificate> certificates = List.of(ec, rsa, foreign, viewer);
    private final List<String> keysWritten = new ArrayList<>();

    SecretMaterial(Path directory) {
        this.directory = directory;
        authority.writeTo(directory, "ca");
    }

    /** Every file of {@link #yaml}, fit to start with. */
    void writeGood() {
        viewer.writeChain(file("viewer.crt"));
        key(viewer, KeyFormat.PKCS8, "viewer.key");
        ec.writeChain(file("plain.crt"));
        key(ec, KeyFormat.SEC1, "plain.key");
        rsa.writeChain(file("sealed.crt"));
        key(rsa, KeyFormat.PKCS8_ENCRYPTED, "sealed.key");
        password(KeyFormat.PASSWORD);
        ec.writeKeyStore(file("client.p12"), KeyStoreFormat.PKCS12);
        foreign.writeChain(file("foreign.crt"));
        key(foreign, KeyFormat.SEC1_WITH_PARAMETERS, "foreign.key");
    }

    /** Everything that can be named, on free ports; {@code /sealed}, {@code /store} and {@code /foreign} reach other origins. */
    String yaml(int askingPort, int rejectingPort) {
        return """
                listeners:
                  - bind: "127.0.0.1:0"
                    tls: {certificates: [{chain: viewer.crt, key: viewer.key}]}
                admin: {bind: "127.0.0.1:0"}
                certificateStore: {directory: store}
                distributions:
                  - id: d
                    origins:
                """
                + origin("plain", askingPort, "clientCertificate: {chain: plain.crt, key: plain.key}")
                + origin(
                        "sealed",
                        askingPort,
                        "clientCertificate: {chain: sealed.crt, key: sealed.key, password: \"${file:password}\"}")
                + origin(
                        "bag",
                        askingPort,
                        "clientCertificate: {keyStore: client.p12, password: " + KeyFormat.PASSWORD + "}")
                + origin("store", askingPort, "clientCertificateArn: \"" + StoredClient.ARN + "\"")
                + origin("foreign", rejectingPort, "clientCertificate: {chain: foreign.crt, key: foreign.key}")
                + """
                    cacheBehaviors:
                      - {pathPattern: /sealed, targetOriginId: sealed}
                      - {pathPattern: /bag, targetOriginId: bag}
                      - {pathPattern: /store, targetOriginId: store}
                      - {pathPattern: /foreign, targetOriginId: foreign}
                    defaultCacheBehavior: {targetOriginId: plain}
                """;
    }

    private static String origin(String id, int port, String mtls) {
        return """
                      - id: %s
                        domainName: o.example
                        address: 127.0.0.1
                        customHeaders: {X-Token: %s}
                        customOriginConfig:
                          httpsPort: %d
                          originProtocolPolicy: https-only
                          trust: {caBundle: ca.pem}
                          originMtlsConfig: {%s}
                """.formatted(id, HEADER, port, mtls).indent(4);
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    Path key(TestCertificate certificate, KeyFormat format, String name) {
        return text(name, certificate.keyPem(format));
    }

    /** A file with a key, or what looks like one, in it. */
    Path text(String name, String pem) {
        keysWritten.add(pem);
        return OwnFile.write(file(name), pem);
    }

    void password(String password) {
        OwnFile.write(file("password"), password + "\n");
    }

    void wrongPassword() {
        password(WRONG_PASSWORD);
    }

    /** Every piece that gives something away. */
    Set<String> secrets() {
        StringBuilder open = new StringBuilder(authority.pem());
        certificates.forEach(certificate -> open.append(certificate.chainPem()));
        Set<String> secrets = new HashSet<>(Set.of(KeyFormat.PASSWORD, HEADER, WRONG_PASSWORD));
        certificates.forEach(certificate -> {
            secrets.addAll(Spilled.hexPieces(certificate.key()));
            secrets.addAll(Spilled.pieces(certificate.keyPem(KeyFormat.PKCS8), open.toString()));
        });
        keysWritten.forEach(pem -> secrets.addAll(Spilled.pieces(pem, open.toString())));
        return secrets;
    }
}
