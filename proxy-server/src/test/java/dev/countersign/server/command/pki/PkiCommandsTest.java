package dev.countersign.server.command.pki;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.server.command.Commands;
import dev.countersign.testkit.origin.Peers;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code pki}: what it writes is good for openssl and for us, and what it prints is good for nobody else. */
final class PkiCommandsTest {
    private static final String CONFIG = """
            listeners:
              - bind: 127.0.0.1:8080
            distributions:
              - id: shop
                origins:
                  - id: partner-a
                    domainName: localhost
                    customOriginConfig:
                      originProtocolPolicy: https-only
            %s
                defaultCacheBehavior: {targetOriginId: partner-a}
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path temporary;

    @Test
    void opensslTrustsWhatWasIssued() throws Exception {
        init();
        fine("issue-client", "partner-a");
        fine("issue-client", "partner-rsa", "--key-type", "rsa-2048");
        fine("issue-server", "LOCALHOST", "*.example.com", "127.0.0.1", "::1", "localhost");

        String verify = "verify -x509_strict -CAfile ca.pem ";
        assertThat(openssl(verify + "-purpose sslclient partner-a.pem")).contains("partner-a.pem: OK");
        assertThat(openssl(verify + "-purpose sslclient partner-rsa.pem")).contains("partner-rsa.pem: OK");
        assertThat(openssl(verify + "-purpose sslserver -verify_hostname www.example.com localhost.pem"))
                .contains("OK");
        assertThat(openssl(verify + "-purpose sslserver -verify_ip ::1 localhost.pem"))
                .contains("OK");
        assertThat(openssl("x509 -in localhost.pem -noout -ext subjectAltName"))
                .contains("DNS:localhost, DNS:*.example.com, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1\n");
        assertThat(openssl("x509 -in partner-rsa.pem -noout -text")).contains("Public-Key: (2048 bit)", "Version: 3");
        assertThat(openssl("x509 -in partner-a.pem -noout -subject")).contains("CN = partner-a");
        assertThat(openssl("x509 -in partner-a.pem -noout -fingerprint -sha256"))
                .satisfies(printed -> assertThat(out.toString())
                        .contains(printed.replaceFirst(".*=", "")
                                .replace(":", "")
                                .strip()
                                .toLowerCase(Locale.ROOT)));
    }

    @Test
    void certificateIsFollowedByItsAuthority() throws IOException {
        init();
        fine("issue-client", "partner-a");
        String chain = Files.readString(file("partner-a.pem"));
        assertThat(chain).endsWith(Files.readString(file("ca.pem")));
        assertThat(chain.split("BEGIN CERTIFICATE", -1)).hasSize(3);
    }

    @Test
    void printedConfigurationIsTaken() throws IOException {
        init();
        fine("issue-server", "localhost");
        String yaml = yaml("trust:");
        out.getBuffer().setLength(0);
        fine("issue-client", "partner-a");
        yaml += yaml("originMtlsConfig:");
        Path config = Files.writeString(
                temporary.resolve("countersign.yaml"),
                CONFIG.formatted(yaml.indent(10).stripTrailing()));
        assertThat(execute("check", "-c", config.toString())).as(err.toString()).isEqualTo(Commands.FINE);
        assertThat(out.toString()).contains("CN=partner-a");
    }

    @Test
    void keysAndTheDirectoryAreForTheirOwnerOnly() throws IOException {
        init();
        fine("issue-client", "partner-a");
        fine("issue-client", "partner-a", "--force");
        fine(
                "issue-server",
                "localhost",
                "--out",
                temporary.resolve("new/origin").toString());
        for (Path key : List.of(file("ca.key"), file("partner-a.key"), temporary.resolve("new/origin/localhost.key"))) {
            assertThat(permissions(key)).as("%s", key).isEqualTo("rw-------");
        }
        for (Path directory : List.of(file(""), temporary.resolve("new"), temporary.resolve("new/origin"))) {
            assertThat(permissions(directory)).as("%s", directory).isEqualTo("rwx------");
        }
    }

    @Test
    void nothingIsReplacedUnlessAskedTo() throws IOException {
        init();
        fine("issue-client", "partner-a");
        byte[] before = Files.readAllBytes(file("partner-a.pem"));
        refused(
                "pki issue-client: " + file("partner-a.pem") + " and " + file("partner-a.key")
                        + " exist; choose another name, or give --force to replace",
                "issue-client",
                "partner-a");
        assertThat(file("partner-a.pem")).hasBinaryContent(before);
        err.getBuffer().setLength(0);
        fine("issue-client", "partner-a", "--force");
        assertThat(Files.readAllBytes(file("partner-a.pem"))).isNotEqualTo(before);
        try (Stream<Path> files = Files.list(file(""))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("ca.pem", "ca.key", "partner-a.pem", "partner-a.key");
        }
    }

    @Test
    void secondAuthorityIsRefusedNamingWhatExists() throws IOException {
        init();
        Files.delete(file("ca.pem"));
        refused(
                "pki init: " + file("ca.key")
                        + " exists; choose another --directory, or remove them and everything they issued",
                "init");
    }

    @Test
    void authorityIsMadeFirst() {
        refused(
                "pki issue-client: no CA in " + file("") + "; make one with: countersign pki init --directory "
                        + file(""),
                "issue-client",
                "partner-a");
    }

    @Test
    void authorityThatCannotIssueIsRefused() throws IOException {
        init();
        fine("issue-client", "partner-a");
        Files.copy(file("partner-a.pem"), temporary.resolve("ca.pem"));
        Files.copy(file("partner-a.key"), temporary.resolve("ca.key"));
        assertThat(execute("pki", "issue-client", "b", "--directory", temporary.toString()))
                .isEqualTo(Commands.REFUSED);
        assertThat(err.toString())
                .isEqualTo("pki issue-client: " + temporary.resolve("ca.pem")
                        + " is not the certificate of an authority; name one that may certify others\n");
    }

    @Test
    void authorityWithAnotherKeyIsRefused() throws IOException {
        init();
        fine("issue-client", "partner-a");
        Files.copy(file("partner-a.key"), file("ca.key"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(pki("issue-client", "b")).isEqualTo(Commands.REFUSED);
        assertThat(err.toString())
                .startsWith("pki issue-client: " + file("ca.key"))
                .contains("is not the key of");
    }

    @Test
    void validityIsCutWhereTheAuthorityEnds() throws Exception {
        fine("init", "--days", "2", "--name", "Brief CA");
        fine("issue-client", "partner-a", "--days", "30");
        String end = "x509 -noout -enddate -in ";
        assertThat(openssl(end + "partner-a.pem")).isEqualTo(openssl(end + "ca.pem"));
        assertThat(openssl("x509 -noout -issuer -in partner-a.pem")).contains("Brief CA");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../a",
                "a/b",
                "/a",
                ".a",
                "-a",
                "",
                "a b",
                "a\nb",
                "a\u0000",
                "é",
                "CA",
                "ca",
                "a$(id)",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void nameThatIsNoSafeFileNameIsRefused(String name) throws IOException {
        init();
        assertThat(execute("pki", "issue-client", "--directory", file("").toString(), "--", name))
                .isEqualTo(Commands.REFUSED);
        assertThat(err.toString()).startsWith("pki issue-client: \"").hasLineCount(1);
        onlyTheAuthorityIsThere();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../a",
                "a/b",
                ".a",
                "a..b",
                "-a",
                "a-.b",
                "",
                "a b",
                "*",
                "*.*.a",
                "a.*",
                "1.2.3",
                "300.1.1.1",
                "a:b",
                "fe80::1%lo",
                "bücher.example",
                "ca",
                "a_b",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaa.example"
            })
    void nameThatIsNoHostIsRefused(String name) throws IOException {
        init();
        assertThat(execute("pki", "issue-server", "--directory", file("").toString(), "--", name))
                .isEqualTo(Commands.REFUSED);
        assertThat(err.toString()).startsWith("pki issue-server: \"").hasLineCount(1);
        onlyTheAuthorityIsThere();
    }

    @ParameterizedTest
    @CsvSource({"*.example.com, _.example.com", "::1, __1", "10.0.0.1, 10.0.0.1", "A-1.example, a-1.example"})
    void serverFilesAreNamedByTheFirstNameWithoutWhatShellsRead(String name, String file) throws IOException {
        init();
        fine("issue-server", name, "other.example");
        assertThat(file(file + ".pem")).exists();
        assertThat(file(file + ".key")).exists();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pki",
                "pki init --days 0",
                "pki init --days 3651",
                "pki init --days ten",
                "pki init extra",
                "pki issue-client",
                "pki issue-client a b",
                "pki issue-client a --key-type P-384",
                "pki issue-server",
                "pki issue-server a --days -1"
            })
    void badUsageIsRefused(String commandLine) {
        assertThat(execute(commandLine.split(" ", -1))).isEqualTo(Commands.REFUSED);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("Usage: countersign pki");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\nb", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void authorityNeedsAName(String name) {
        refused("pki init: --name takes 1 to 64 characters on one line; write such a name", "init", "--name", name);
        assertThat(file("")).doesNotExist();
    }

    @Test
    void fileInPlaceOfTheDirectoryIsRefused() throws IOException {
        Files.writeString(temporary.resolve("pki"), "a file");
        assertThat(pki("init")).isEqualTo(Commands.REFUSED);
        assertThat(err.toString())
                .startsWith("pki init: " + temporary.resolve("pki"))
                .hasLineCount(1);
    }

    @Test
    void noOutputHoldsAKey() throws IOException {
        init();
        fine("issue-client", "partner-a");
        fine("issue-server", "localhost");
        pki("issue-server", "localhost");
        pki("init");
        Files.writeString(file("ca.key"), Files.readString(file("ca.key")).replaceFirst("\n-----END", "AA\n-----END"));
        pki("issue-client", "b");
        String everything = out.toString() + err;
        for (String name : List.of("ca", "partner-a", "localhost")) {
            List<String> body = Files.readAllLines(file(name + ".key"));
            assertThat(body).hasSizeGreaterThan(3);
            assertThat(everything).doesNotContain(body.subList(1, body.size() - 1));
        }
        assertThat(everything).doesNotContain("-----");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pki --help", "pki init --help", "pki issue-client --help", "pki issue-server -h"})
    void helpFitsTheTerminal(String commandLine) {
        assertThat(execute(commandLine.split(" ", -1))).isEqualTo(Commands.FINE);
        assertThat(out.toString()).startsWith("Usage: countersign pki").contains("2   bad usage or configuration");
        assertThat(out.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void answersFitTheTerminal() throws IOException {
        init();
        fine("issue-client", "partner-a");
        fine("issue-server", "localhost", "127.0.0.1");
        assertThat(out.toString().replace(temporary.toString() + "/", "").lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void clientCertificateGoesIntoTheStoreWhenAskedTo() throws IOException {
        String arn = "arn:aws:acm:us-east-1:123456789012:certificate/partner-a";
        String store = temporary.resolve("certificates").toString();
        init();
        fine("issue-client", "partner-a", "--store", store, "--new-arn", arn);
        assertThat(out.toString()).contains("    clientCertificateArn: " + arn + "\n");
        Path config = Files.writeString(
                temporary.resolve("countersign.yaml"),
                yaml("certificateStore:")
                        + CONFIG.formatted(yaml("originMtlsConfig:").indent(10).stripTrailing()));
        assertThat(execute("check", "-c", config.toString())).as(err.toString()).isEqualTo(Commands.FINE);
        assertThat(out.toString()).contains("CN=partner-a");

        refused(
                "pki issue-client: " + arn + " is in the certificate store " + store
                        + " already: re-import it, or choose another ARN",
                "issue-client",
                "partner-b",
                "--store",
                store,
                "--new-arn",
                arn);
        assertThat(file("partner-b.pem")).doesNotExist();
        assertThat(file("partner-b.key")).doesNotExist();
    }

    @Test
    void arnIsMadeUpWhenNoneIsGiven() {
        init();
        fine("issue-client", "a", "--store", temporary.resolve("certificates").toString());
        assertThat(out.toString())
                .containsPattern("Arn: arn:aws:acm:us-east-1:000000000000:certificate/[0-9a-f-]{36}\n");
    }

    @Test
    void arnWithoutAStoreIsRefused() throws IOException {
        init();
        refused(
                "pki issue-client: --new-arn is the name in a certificate store; give --store DIR, too",
                "issue-client",
                "a",
                "--new-arn",
                "arn:aws:acm:us-east-1:123456789012:certificate/a");
        onlyTheAuthorityIsThere();
    }

    private void init() {
        fine("init");
        out.getBuffer().setLength(0);
    }

    private void onlyTheAuthorityIsThere() throws IOException {
        try (Stream<Path> files = Files.walk(temporary)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("ca.pem", "ca.key");
        }
    }

    private void fine(String command, String... arguments) {
        assertThat(pki(command, arguments)).as(err.toString()).isEqualTo(Commands.FINE);
        assertThat(err.toString()).isEmpty();
    }

    private void refused(String sentence, String command, String... arguments) {
        assertThat(pki(command, arguments)).isEqualTo(Commands.REFUSED);
        assertThat(err.toString()).isEqualTo(sentence + "\n");
    }

    private Path file(String name) {
        return temporary.resolve("pki").resolve(name);
    }

    private int pki(String command, String... arguments) {
        List<String> line = new ArrayList<>(List.of("pki", command));
        line.addAll(List.of(arguments));
        line.addAll(List.of("--directory", temporary.resolve("pki").toString()));
        return execute(line.toArray(String[]::new));
    }

    /** The last YAML that was printed and begins with that key. */
    private String yaml(String key) {
        String all = out.toString();
        return all.substring(all.lastIndexOf("  " + key))
                        .lines()
                        .takeWhile(line -> line.startsWith(" "))
                        .collect(Collectors.joining("\n"))
                        .stripIndent()
                + "\n";
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
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

    private String openssl(String arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Peers.require("openssl").toString()));
        command.addAll(List.of(arguments.split(" ", -1)));
        Path printed = temporary.resolve("openssl.out");
        Process process = new ProcessBuilder(command)
                .directory(file("").toFile())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        String text = Files.readString(printed, StandardCharsets.ISO_8859_1);
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }
}
