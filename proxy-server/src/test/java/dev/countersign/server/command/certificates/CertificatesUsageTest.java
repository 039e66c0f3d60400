package dev.countersign.server.command.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.certificate.CertificateFiles;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.ExtendedUse;
import dev.countersign.testkit.certificate.KeyType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line takes, and how it says no. */
final class CertificatesUsageTest {
    private final Path directory;
    private final Workbench bench;

    CertificatesUsageTest(@TempDir Path directory) {
        this.directory = directory;
        bench = new Workbench(directory);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "import --help",
                "list --help",
                "describe --help",
                "get --help",
                "delete --help",
                "tag --help",
                "untag --help",
                "eligible --help"
            })
    void helpHasAnExampleAndFitsATerminal(String commandLine) {
        String help = bench.run(commandLine.split(" ", -1)).fine().out();
        assertThat(help)
                .startsWith("Usage: countersign certificates")
                .contains("Example", "Exit codes:")
                .contains("  countersign certificates ");
        assertThat(help.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(help).doesNotContain("--password ", "--passphrase");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lst", "list --nonsense", "describe", "get a b", "untag a", "delete"})
    void badUsageIsRefused(String commandLine) {
        String[] args = commandLine.isEmpty() ? new String[0] : commandLine.split(" ", -1);
        assertThat(bench.run(args).refused().err()).contains("certificates");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "eligible", "describe a", "get a", "delete a", "tag a", "untag a b"})
    void everyCommandAsksWhichStore(String commandLine) {
        assertThat(bench.run(commandLine.split(" ", -1)).refused().err()).startsWith("--store: ");
    }

    @Test
    void aConfigurationNamesTheStoreUnlessTheCommandLineDoes() {
        String arn = bench.imported(CertificateSpec.client("edge"));
        String config = bench.config().toString();

        assertThat(bench.run("list", "-c", config, "--all").fine().out()).contains("edge");
        assertThat(bench.run(
                                "list",
                                "-c",
                                config,
                                "--store",
                                directory.resolve("other").toString())
                        .fine()
                        .out())
                .endsWith("does not exist yet: the first import makes it.\n");
        assertThat(bench.run("get", "-c", config, arn).fine().out()).startsWith("-----BEGIN");
    }

    @Test
    void aConfigurationWithASecretThatIsMissingIsSaid() {
        Path config = bench.file("bad.yaml", """
                listeners: [{bind: 127.0.0.1:8080}]
                distributions:
                  - id: d
                    origins:
                      - id: o
                        domainName: o.example
                        customHeaders: {X-Key: "${file:missing}"}
                        customOriginConfig: {originProtocolPolicy: http-only}
                    defaultCacheBehavior: {targetOriginId: o}
                """);
        assertThat(bench.run("list", "-c", config.toString()).refused().err())
                .startsWith(config + ":7:")
                .contains("missing");
    }

    @Test
    void importTellsEverythingThatIsWrongAtOnce() {
        List<String> problems = bench.run(
                        "import",
                        "--certificate",
                        "a.pem",
                        "--pem",
                        "b.pem",
                        "--arn",
                        "a",
                        "--new-arn",
                        "b",
                        "--tag",
                        "x",
                        "--password-env",
                        "COUNTERSIGN_TEST_UNSET",
                        "--password",
                        "hunter2-hunter2")
                .refused()
                .err()
                .lines()
                .toList();
        assertThat(problems)
                .hasSize(8)
                .anySatisfy(line -> assertThat(line).startsWith("--store: "))
                .anySatisfy(line -> assertThat(line).startsWith("--password: "))
                .anySatisfy(line -> assertThat(line).startsWith("--password-env: "))
                .anySatisfy(line -> assertThat(line).startsWith("--certificate: "))
                .anySatisfy(line -> assertThat(line).startsWith("import: "))
                .anySatisfy(line -> assertThat(line).startsWith("--new-arn: "))
                .anySatisfy(line -> assertThat(line).startsWith("--tag: "))
                .anySatisfy(line -> assertThat(line).startsWith("x: "))
                .noneSatisfy(line -> assertThat(line).contains("hunter2"));
    }

    @ParameterizedTest
    @CsvSource({
        "--key-type, RSA-2048",
        "--key-type, 'RSA_2048,P256'",
        "--extended-key-usage, CLIENT",
        "--key-usage, SIGN",
    })
    void filtersTakeAcmsNamesAlone(String option, String value) {
        assertThat(bench.onStore("list", option, value).refused().err())
                .startsWith(option + ": ")
                .contains("none of ACM's names");
    }

    @Test
    void anUnknownIdIsSaid() {
        assertThat(bench.onStore("describe", "cert-9").refused().err()).startsWith("cert-9 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "list --all", "eligible", "describe ID"})
    void whatAnIssuerChoseCannotSteerTheTerminal(String commandLine) {
        String arn = bench.imported(
                CertificateSpec.client("evil\u001b[2J\u202e\nroot:x").names("evil.example"));
        String[] args = commandLine.replace("ID", arn).split(" ", -1);
        String[] rest = Arrays.copyOfRange(args, 1, args.length);
        assertThat(bench.onStore(args[0], rest).fine().out()).doesNotContain("\u001b", "\u202e", "\nroot");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "eligible", "describe ID"})
    void norCanItInJson(String commandLine) {
        String chosen = "evil\u009b2J\u202e\u007f";
        String arn = bench.imported(CertificateSpec.client(chosen).key(KeyType.RSA_2048));
        String[] args = (commandLine.replace("ID", arn) + " --json").split(" ", -1);
        Workbench.Result answer =
                bench.onStore(args[0], Arrays.copyOfRange(args, 1, args.length)).fine();
        assertThat(answer.out().chars()).allMatch(c -> c == '\n' || (c >= ' ' && c <= '~'));
        if (args[0].equals("describe")) {
            assertThat(answer.json())
                    .extractingByKey("Certificate")
                    .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                    .containsEntry("Subject", "CN=" + chosen);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "describe arn:rubbish",
                "get arn:rubbish",
                "import --arn arn:rubbish",
                "import --new-arn arn:rubbish"
            })
    void whatIsNoArnIsRepeatedInFrontOfWhatOneLooksLike(String commandLine) {
        String[] args = commandLine.split(" ", -1);
        String[] rest = Arrays.copyOfRange(args, 1, args.length);
        CertificateFiles files = bench.write(bench.authority().client("edge"));
        assertThat(bench.onStore(args[0], args[0].equals("import") ? bench.importArguments(files, rest) : rest)
                        .refused()
                        .err())
                .startsWith("arn:rubbish: ")
                .contains("write arn:aws:acm:us-east-1:");
    }

    @Test
    void everyInputThatCannotBeReadIsSaidAtOnce() {
        assertThat(bench.onStore("import", "--certificate", "a.pem", "--private-key", "a.key", "--chain", "ca.pem")
                        .refused()
                        .err()
                        .lines())
                .containsExactly("a.pem does not exist", "a.key does not exist", "ca.pem does not exist");
    }

    @Test
    void anEmptyPasswordFileIsSaidWithWhatToDo() {
        Path empty = bench.file("password", "\n");
        CertificateFiles files = bench.write(bench.authority().client("edge"));
        assertThat(bench.onStore("import", bench.importArguments(files, "--password-file", empty.toString()))
                        .refused()
                        .err())
                .isEqualTo(empty + " is empty: put the password into it\n");
    }

    @ParameterizedTest
    @CsvSource({
        "--pem, der, name it as the key store that it may be",
        "--key-store, pem, name it where PEM files are named"
    })
    void aFileOfTheOtherFormIsSentToTheOtherOption(String option, String form, String remedy) throws IOException {
        CertificateFiles files = bench.write(bench.authority().client("edge"));
        Path der =
                Files.write(directory.resolve("a.p12"), new byte[] {0x30, (byte) 0x82, 0x0a, 0x00, 0x02, 0x01, 0x03});
        Path file = form.equals("der") ? der : files.chain();
        assertThat(bench.onStore("import", option, file.toString()).refused().err())
                .startsWith(file.toString())
                .contains(remedy);
    }

    @Test
    void describeFitsATerminalWhateverIsWrongWithTheCertificate() {
        String arn = bench.imported(CertificateSpec.named("server.example").use(ExtendedUse.SERVER));
        assertThat(bench.onStore("describe", arn).fine().out().lines())
                .anySatisfy(line -> assertThat(line).startsWith("eligible      no: it holds a certificate"))
                .filteredOn(line -> !line.startsWith("ARN "))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(79));
    }

    @Test
    void tablesFitATerminalWhateverIsInThem() {
        bench.imported(
                CertificateSpec.client("x").names("a-very-long-name-of-a-host.".repeat(5) + "example"),
                "--new-arn",
                "arn:aws:acm:us-east-1:000000000000:certificate/" + "n".repeat(60));
        bench.imported(CertificateSpec.client("short"));
        assertThat(bench.onStore("list", "--all").fine().out().lines())
                .hasSizeGreaterThanOrEqualTo(7)
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(79))
                .anySatisfy(line -> assertThat(line).isEqualTo("n".repeat(60)));
        assertThat(bench.onStore("eligible").fine().out().lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(79));
    }
}
