package dev.countersign.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.server.rotation.StoreFolder;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.CrlSpec;
import dev.countersign.testkit.certificate.TestAuthority;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandsTest {
    private static final String CONFIG = """
            listeners:
              - bind: 127.0.0.1:8080
              - bind: 127.0.0.1:8443
                tls: {certificates: [{chain: viewer.crt, key: viewer.key}]}
            distributions:
              - id: shop
                aliases: [shop.example.com]
                origins:
                  - id: partner-a
                    domainName: a.example
                    address: 127.0.0.1
                    customOriginConfig:
                      originProtocolPolicy: https-only
                      trust: {caBundle: ca.pem}
                      originMtlsConfig: {clientCertificate: {chain: a.crt, key: a.key}}
                  - id: plain
                    domainName: plain.example
                    customOriginConfig: {originProtocolPolicy: match-viewer}
                defaultCacheBehavior: {targetOriginId: partner-a}
                cacheBehaviors: [{pathPattern: /plain/*, targetOriginId: plain}]
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void checkTellsWhatRunWouldDo() throws IOException {
        Path file = write(CONFIG + "certificateStore: {expiryWarning: 1h}\n");
        assertThat(execute("check", "-c", file.toString())).isEqualTo(Commands.FINE);

        assertThat(err.toString()).isEmpty();
        assertThat(out.toString())
                .startsWith(file + ": fine\n")
                .containsSubsequence(
                        "listener 127.0.0.1:8080, plain HTTP\n",
                        "listener 127.0.0.1:8443, TLS\n",
                        "CN=viewer.example, until 20",
                        "admin 127.0.0.1:9901\n",
                        "distribution shop, for shop.example.com\n",
                        "/plain/* -> plain\n",
                        "* -> partner-a\n",
                        "origin partner-a, https://a.example:443 at 127.0.0.1\n",
                        directory.resolve("ca.pem").toString(),
                        "CN=for a, until 20",
                        " days left)\n",
                        "a.crt, version 1\n",
                        "SHA-256",
                        "origin plain, http://plain.example:80 or https://plain.example:443\n",
                        "the public CAs\n");
    }

    @Test
    void checkTellsWhoIsTrustedAndUnderWhichConditions() throws IOException {
        TestAuthority.create("Lists").revoke(CrlSpec.of()).writeTo(directory.resolve("ca.crl"));
        String pin = "0".repeat(64);
        Path file = write(CONFIG.replaceFirst(
                        "caBundle: ca.pem", "caBundle: ca.pem, crl: ca.crl, pins: {spkiSha256: ['" + pin + "']}")
                + "certificateStore: {expiryWarning: 1h}\n");
        assertThat(execute("check", "-c", file.toString())).isEqualTo(Commands.FINE);

        assertThat(err.toString())
                .contains("pins.spkiSha256: has no backup: ")
                .contains("ca.crl holds no list of CN=CA, which ");
        assertThat(out.toString())
                .containsSubsequence(
                        "    trusted by         " + directory.resolve("ca.pem") + "\n",
                        "    pinned keys        1, and 0 as backup\n",
                        "    revoked by         " + directory.resolve("ca.crl") + "\n",
                        "      list of          CN=Lists, 0 revoked, until 20");
    }

    @Test
    void checkWarnsOfWhatEndsWithinTheTimeToWarn() throws IOException {
        Path file = write(CONFIG + "certificateStore: {expiryWarning: 45d}\n");

        assertThat(execute("check", "-c", file.toString())).isEqualTo(Commands.FINE);

        assertThat(err.toString().lines().map(line -> line.replaceAll(", at .*Z:", ":")))
                .containsExactly(
                        "warning: " + directory.resolve("viewer.crt") + " (CN=viewer.example, for 127.0.0.1:8443)"
                                + " expires within a day: write its successor over the files",
                        "warning: " + directory.resolve("ca.pem") + " (CN=CA, for shop/partner-a)"
                                + " expires within a day: put its successor into the bundle, and remove it once"
                                + " nobody uses it",
                        "warning: " + directory.resolve("a.crt") + " (CN=for a, for shop/partner-a)"
                                + " expires within a day: write its successor over the files");
    }

    @Test
    void checkWarnsOfWhatIsAcceptedButDoesNothingHere() throws IOException {
        Path file = write(CONFIG.replace(
                        "    defaultCacheBehavior:",
                        "      - {id: bucket, domainName: b.example, s3OriginConfig: {}}\n    defaultCacheBehavior:")
                .replace(
                        "targetOriginId: plain}",
                        "targetOriginId: plain, functionAssociations: [{eventType: viewer-request,"
                                + " functionArn: \"arn:aws:cloudfront::123456789012:function/f\"}]}"));
        assertThat(execute("check", "-c", file.toString())).isEqualTo(Commands.FINE);

        assertThat(err.toString().lines())
                .filteredOn(line -> !line.contains("expire"))
                .satisfiesExactly(
                        origin -> assertThat(origin)
                                .startsWith("warning: " + file + ":")
                                .contains("origins[2].s3OriginConfig: origins of this kind are not available here"),
                        function -> assertThat(function)
                                .startsWith("warning: " + file + ":")
                                .contains("cacheBehaviors[0].functionAssociations[0]: is not executed here"));
        assertThat(out.toString())
                .contains("  origin bucket, S3, not available here\n")
                .doesNotContain("b.example");
    }

    @Test
    void checkReadsCloudFrontDocumentsAndNamesTheirPlaces() throws IOException {
        String document = """
                {"ETag": "E1", "DistributionConfig": {
                  "Enabled": true, "PriceClass": "PriceClass_100",
                  "Origins": {"Quantity": 1, "Items": [{"Id": "balancer", "DomainName": "balancer.example",
                    "CustomOriginConfig": {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only"}}]},
                  "DefaultCacheBehavior": {"TargetOriginId": "balancer", "ViewerProtocolPolicy": "https-only",
                    "CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"}
                }}
                """;
        Path dist = directory.resolve("dist.json");
        Files.writeString(dist, document);
        Path file = write(CONFIG + "  - {id: imported, file: dist.json}\n");

        assertThat(execute("check", "-c", file.toString())).isEqualTo(Commands.FINE);
        assertThat(err.toString())
                .contains("warning: " + dist + ":1:38: has members that nothing acts on here: PriceClass\n");
        assertThat(out.toString()).contains("distribution imported", "origin balancer, https://balancer.example:443\n");

        Files.writeString(dist, document.replace("https-only\"}}]", "https-only\", \"OriginMtlsConfig\": {}}}]"));
        assertThat(execute("check", "-c", file.toString())).isNotEqualTo(Commands.FINE);
        assertThat(err.toString())
                .contains(dist + ":4:120 Origins.Items[0].CustomOriginConfig.OriginMtlsConfig: names no certificate;"
                        + " give ClientCertificateArn, or remove OriginMtlsConfig\n");
    }

    @Test
    void checkWarnsOfAnExpiredCertificateAndIsFine() throws IOException {
        Path file = write(CONFIG);
        TestAuthority.create("CA")
                .issue(CertificateSpec.client("for a").expired())
                .writeTo(directory, "a");

        assertThat(execute("check", "--config", file.toString())).isEqualTo(Commands.FINE);
        assertThat(err.toString()).startsWith("warning: " + file + ":15:").contains("expired");
        assertThat(out.toString()).startsWith(file + ": fine\n");
    }

    @Test
    void checkShowsTheFallbackAndWarningsChangeNoExitCode() throws IOException {
        String arn = "arn:aws:acm:us-east-1:000000000000:certificate/cert-";
        TestAuthority authority = TestAuthority.create("partners");
        StoreFolder.write(directory.resolve("store"), "cert-1", 7, authority.client("present"));
        StoreFolder.write(
                directory.resolve("store"),
                "cert-2",
                3,
                authority.issue(CertificateSpec.client("former").expired()));
        Path file = write(CONFIG.replace(
                        "{clientCertificate: {chain: a.crt, key: a.key}}",
                        "{clientCertificateArn: \"" + arn + "1\", fallbackCertificateArn: \"" + arn + "2\"}")
                + "certificateStore: {directory: store, expiryWarning: 1h}\n");

        assertThat(execute("check", "-c", file.toString())).isEqualTo(Commands.FINE);

        assertThat(out.toString())
                .containsSubsequence(
                        "client certificate CN=present, until 20",
                        arn + "1, version 7\n",
                        "fallback           CN=former, until 20",
                        " (expired)\n",
                        arn + "2, version 3\n");
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("warning: " + file + ":15:")
                .contains("fallbackCertificateArn: ")
                .contains("expired");
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "run"})
    void everyMistakeIsReportedWithItsPlaceAndNothingStarts(String command) throws IOException {
        Path file = write(CONFIG.replace("8443", "99999").replace("aliases:", "alliases:"));

        assertThat(execute(command, "-c", file.toString())).isEqualTo(Commands.REFUSED);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines())
                .hasSize(3)
                .anySatisfy(line -> assertThat(line).startsWith(file + ":3:11 listeners[1].bind: "))
                .anySatisfy(line -> assertThat(line).startsWith(file + ":7:").contains("aliases"))
                .last()
                .isEqualTo(file + ": 2 problems");
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "run"})
    void anUnreadableCertificateIsAMistakeInTheConfiguration(String command) throws IOException {
        Path file = write(CONFIG);
        Files.writeString(directory.resolve("a.key"), "not a key");

        assertThat(execute(command, "-c", file.toString())).isEqualTo(Commands.REFUSED);
        assertThat(err.toString().lines())
                .hasSize(2)
                .first()
                .asString()
                .startsWith(file + ":15:")
                .contains("a.key");
    }

    @Test
    void anAccessLogThatCannotBeWrittenIsAMistakeInTheConfiguration() throws IOException {
        Path file = write(CONFIG + "accessLog: {path: missing/access.log}\n");

        assertThat(execute("run", "-c", file.toString())).isEqualTo(Commands.REFUSED);
        assertThat(err.toString()).startsWith(file + ":21:").contains("accessLog.path");
    }

    @ParameterizedTest
    @CsvSource({"''", "sing", "check", "run -c", "check -c a -c b", "run --nonsense", "demo --once more"})
    void badUsageIsRefused(String commandLine) {
        assertThat(execute(commandLine.isEmpty() ? new String[0] : commandLine.split(" ", -1)))
                .isEqualTo(Commands.REFUSED);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).containsAnyOf("Usage: countersign", "Did you mean: countersign");
    }

    @Test
    void aMissingFileIsRefused() {
        Path missing = directory.resolve("missing.yaml");
        assertThat(execute("check", "-c", missing.toString())).isEqualTo(Commands.REFUSED);
        assertThat(err.toString()).startsWith(missing + ":1:1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "run --help", "check -h", "demo --help", "version --help"})
    void helpTellsTheExitCodes(String commandLine) {
        assertThat(execute(commandLine.split(" ", -1))).isEqualTo(Commands.FINE);
        assertThat(out.toString())
                .startsWith("Usage: countersign")
                .contains("Exit codes:")
                .contains("0   fine")
                .contains("1   failed while running")
                .contains("2   bad usage or configuration");
        assertThat(out.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @ParameterizedTest
    @ValueSource(strings = {"version", "--version", "-V"})
    void theVersionNamesTheJdkToo(String argument) {
        assertThat(execute(argument)).isEqualTo(Commands.FINE);
        assertThat(out.toString()).startsWith("countersign ").contains("JDK " + Runtime.version());
    }

    private Path write(String yaml) throws IOException {
        TestAuthority authority = TestAuthority.create("CA");
        authority.writeTo(directory, "ca");
        authority.server("viewer.example").writeTo(directory, "viewer");
        authority.client("for a").writeTo(directory, "a");
        return Files.writeString(directory.resolve("countersign.yaml"), yaml);
    }

    private int execute(String... args) {
        return Commands.execute(
                args,
                () -> {
                    throw new AssertionError("nobody sent a signal");
                },
                new PrintWriter(out, true),
                new PrintWriter(err, true));
    }
}
