package dev.countersign.server.command.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.server.command.Commands;
import dev.countersign.server.command.certificates.answer.CertificateView;
import dev.countersign.testkit.certificate.CertificateFiles;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.ExtendedUse;
import dev.countersign.testkit.certificate.KeyType;
import dev.countersign.testkit.certificate.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ACM's operations promise (the ST rows of the project's table), kept by the commands. */
final class CertificatesTest {
    private static final String CLIENT = "TLS_WEB_CLIENT_AUTHENTICATION";
    private static final String CHOSEN_ARN = "arn:aws:acm:us-east-1:000000000000:certificate/partner-a";

    private final Workbench bench;

    CertificatesTest(@TempDir Path directory) {
        bench = new Workbench(directory);
    }

    /** ST-3. */
    @Test
    void whatWasImportedComesBackWithoutItsKey() {
        TestCertificate certificate = bench.authority().client("partner a");
        String arn = bench.imported(certificate);

        assertThat(arn).matches("arn:aws:acm:us-east-1:000000000000:certificate/[0-9a-f-]{36}");
        assertThat(bench.onStore("get", arn).fine().out())
                .isEqualTo(certificate.chainPem() + bench.authority().pem());
        assertThat(bench.onStore("get", "--json", arn).fine().json())
                .isEqualTo(Map.of(
                        "Certificate", certificate.chainPem(),
                        "CertificateChain", bench.authority().pem()));
    }

    @Test
    void importAnswersWithTheArnInJsonToo() {
        CertificateFiles files = bench.write(bench.authority().client("partner a"));
        assertThat(bench.onStore("import", bench.importArguments(files, "--new-arn", CHOSEN_ARN, "--json"))
                        .fine()
                        .json())
                .isEqualTo(Map.of("CertificateArn", CHOSEN_ARN));
    }

    @Test
    void aChosenArnIsTakenOnce() {
        bench.imported(CertificateSpec.client("partner a"), "--new-arn", CHOSEN_ARN);
        CertificateFiles files = bench.write(bench.authority().client("partner b"));

        assertThat(bench.onStore("import", bench.importArguments(files, "--new-arn", CHOSEN_ARN))
                        .refused()
                        .err())
                .startsWith(CHOSEN_ARN);
    }

    @Test
    void aChosenArnBringsItsAccountUnlessAConfigurationHasOne() {
        String elsewhere = "arn:aws:acm:us-east-1:444455556666:certificate/partner-a";
        assertThat(bench.imported(CertificateSpec.client("partner a"), "--new-arn", elsewhere))
                .isEqualTo(elsewhere);
        CertificateFiles files = bench.write(bench.authority().client("partner b"));
        String config = bench.config().toString();
        assertThat(bench.onStore(
                                "import",
                                bench.importArguments(files, "-c", config, "--new-arn", elsewhere.replace("-a", "-b")))
                        .refused()
                        .err())
                .contains("111122223333");
    }

    /** ST-7. */
    @Test
    void aListFilteredOnClientAuthenticationHasThoseWithItAndNoOthers() {
        String client = bench.imported(Workbench.rsa("one.example", ExtendedUse.CLIENT));
        bench.imported(Workbench.rsa("two.example", ExtendedUse.SERVER));
        String both = bench.imported(Workbench.rsa("three.example", ExtendedUse.BOTH));
        String none = bench.imported(Workbench.rsa("four.example", ExtendedUse.NONE));

        assertThat(listed("--extended-key-usage", CLIENT)).containsExactly(client, both);
        assertThat(listed("--extended-key-usage", "NONE")).containsExactly(none);
        assertThat(listed("--extended-key-usage", CLIENT + ",NONE")).containsExactly(client, both, none);
    }

    /** ST-8. */
    @Test
    void theDefaultListHidesEllipticCurveKeysAndSaysSo() {
        String p256 = bench.imported(CertificateSpec.client("curve.example"));
        String rsa = bench.imported(Workbench.rsa("rsa.example", ExtendedUse.CLIENT));

        assertThat(listed()).containsExactly(rsa);
        assertThat(listed("--key-type", "RSA_2048,EC_prime256v1")).containsExactly(p256, rsa);
        assertThat(listed("--key-type", "EC_prime256v1")).containsExactly(p256);
        assertThat(listed("--all")).containsExactly(p256, rsa);
        assertThat(bench.onStore("list").fine().out())
                .contains("rsa.example")
                .doesNotContain("curve.example")
                .contains("1 more")
                .contains("--all");
        assertThat(bench.onStore("list", "--all").fine().out())
                .contains("rsa.example", "curve.example")
                .doesNotContain("more");
    }

    @Test
    void theDefaultListHidesCertificatesWithoutAName() {
        String nameless =
                bench.imported(CertificateSpec.client("x").subject("O=Nameless").key(KeyType.RSA_2048));

        assertThat(listed()).isEmpty();
        assertThat(listed("--key-type", "RSA_2048")).containsExactly(nameless);
        assertThat(bench.onStore("list").fine().out()).contains("Nothing to show", "1 more");
    }

    @Test
    void aListIsFilteredOnKeyUsage() {
        String arn = bench.imported(Workbench.rsa("one.example", ExtendedUse.CLIENT));
        assertThat(listed("--key-usage", "DIGITAL_SIGNATURE")).containsExactly(arn);
        assertThat(listed("--key-usage", "CRL_SIGNING")).isEmpty();
    }

    @Test
    void aSummaryHasAcmsMembers() {
        String arn =
                bench.imported(Workbench.rsa("shop.example", ExtendedUse.BOTH).names("shop.example", "10.0.0.1"));
        Map<String, Object> summary = summaries(
                        bench.run("list", "-c", bench.config(arn).toString(), "--json"))
                .get(0);

        assertThat(summary)
                .containsOnlyKeys(
                        "CertificateArn",
                        "DomainName",
                        "SubjectAlternativeNameSummaries",
                        "HasAdditionalSubjectAlternativeNames",
                        "Status",
                        "Type",
                        "CertificateKeyPairOrigin",
                        "RenewalEligibility",
                        "KeyAlgorithm",
                        "CreatedAt",
                        "ImportedAt",
                        "NotBefore",
                        "NotAfter",
                        "InUse",
                        "KeyUsages",
                        "ExtendedKeyUsages")
                .containsEntry("DomainName", "shop.example")
                .containsEntry("SubjectAlternativeNameSummaries", List.of("shop.example", "10.0.0.1"))
                .containsEntry("ExtendedKeyUsages", List.of("TLS_WEB_SERVER_AUTHENTICATION", CLIENT))
                .containsEntry("InUse", true);
        assertThat(summary)
                .containsEntry("HasAdditionalSubjectAlternativeNames", false)
                .containsEntry("CertificateKeyPairOrigin", "CUSTOMER_PROVIDED")
                .containsEntry("RenewalEligibility", "INELIGIBLE");
        assertThat(summaries(bench.onStore("list", "--json")).get(0))
                .as("nobody knows whether it is in use")
                .doesNotContainKey("InUse");
    }

    @Test
    void aSummaryHasTheFirstHundredNames() {
        String[] names = IntStream.rangeClosed(1, 101)
                .mapToObj(i -> "n" + i + ".example")
                .toArray(String[]::new);
        bench.imported(Workbench.rsa("n1.example", ExtendedUse.CLIENT).names(names));
        assertThat(summaries(bench.onStore("list", "--json")).get(0))
                .containsEntry("SubjectAlternativeNameSummaries", List.of(names).subList(0, 100))
                .containsEntry("HasAdditionalSubjectAlternativeNames", true);
    }

    @Test
    void anEmptyStoreIsAnEmptyListWhetherItsDirectoryIsThereOrNot() throws IOException {
        assertThat(listed("--all")).isEmpty();
        for (String command : List.of("list", "eligible")) {
            assertThat(bench.onStore(command).fine().out())
                    .isEqualTo(bench.store() + " does not exist yet: the first import makes it.\n");
        }
        Files.createDirectory(bench.store());
        assertThat(listed("--all")).isEmpty();
        assertThat(bench.onStore("list").fine().out()).isEqualTo("No certificate in " + bench.store() + "\n");
    }

    @Test
    void aStoreThatIsNoDirectoryIsSaidAndNotCalledEmpty() {
        Path file = bench.file("store", "");
        for (String command : List.of("list", "eligible")) {
            Workbench.Result result = bench.onStore(command);
            assertThat(result.code()).isEqualTo(Commands.FAILED);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).contains(file.toString(), "a directory this user may read");
        }
        CertificateFiles files = bench.write(bench.authority().client("edge"));
        assertThat(bench.onStore("import", bench.importArguments(files))
                        .refused()
                        .err())
                .contains("a directory this user may write to");
    }

    /** ST-9. */
    @Test
    void describeHasAcmsMembersAndEveryDistributionThatUsesIt() {
        TestCertificate certificate =
                bench.authority().issue(CertificateSpec.client("edge").names("shop.example"));
        String arn = bench.imported(certificate);
        Map<String, Object> detail =
                detail(bench.run("describe", "-c", bench.config(arn, arn).toString(), "--json", arn));

        assertThat(detail)
                .containsEntry("CertificateArn", arn)
                .containsEntry("DomainName", "shop.example")
                .containsEntry("SubjectAlternativeNames", List.of("shop.example"))
                .containsEntry("Subject", "CN=edge")
                .containsEntry("Issuer", "CN=Workbench CA")
                .containsEntry("Status", "ISSUED")
                .containsEntry("Type", "IMPORTED")
                .containsEntry("KeyAlgorithm", "EC_prime256v1")
                .containsEntry("SignatureAlgorithm", "SHA256WITHRSA")
                .containsEntry("KeyUsages", List.of(Map.of("Name", "DIGITAL_SIGNATURE")))
                .containsEntry("ExtendedKeyUsages", List.of(Map.of("Name", CLIENT, "OID", "1.3.6.1.5.5.7.3.2")))
                .containsEntry("InUseBy", List.of("arn:aws:cloudfront::111122223333:distribution/shop"))
                .containsKeys("CreatedAt", "ImportedAt");
        assertThat(detail.get("Serial")).asString().matches("[0-9a-f]{2}(:[0-9a-f]{2})*");
        assertThat(detail.get("NotBefore"))
                .isEqualTo(
                        CertificateView.time(certificate.leaf().getNotBefore().toInstant()));
        assertThat(detail.get("NotAfter")).asString().matches("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\+00:00");
    }

    @Test
    void describeNamesEveryOriginWithItsPlace() {
        String arn = bench.imported(CertificateSpec.client("edge"));
        Path config = bench.config(arn, arn);
        String id = arn.substring(arn.indexOf('/') + 1);

        assertThat(bench.run("describe", "-c", config.toString(), id).fine().out())
                .contains(
                        arn,
                        "EC_prime256v1",
                        CLIENT,
                        "in use by     shop/origin-1 (" + config + ":",
                        "\n              shop/origin-2 (");
        assertThat(bench.onStore("describe", id).fine().out()).contains("unknown: name the configurations with -c");
    }

    /** ST-10. */
    @Test
    void whatIsInUseIsNotDeletedUntilNobodyUsesIt() {
        String arn = bench.imported(CertificateSpec.client("edge"));
        Path config = bench.config(arn);

        assertThat(bench.run("delete", "-c", config.toString(), arn).refused().err())
                .startsWith(arn + " is in use by shop/origin-1 (" + config + ":")
                .contains("clientCertificateArn");
        assertThat(bench.run("delete", "-c", config.toString(), "--force", arn)
                        .refused()
                        .err())
                .contains("in use");
        assertThat(listed("--all")).containsExactly(arn);

        bench.config();
        bench.run("delete", "-c", config.toString(), arn).fine();
        assertThat(listed("--all")).isEmpty();
        assertThat(bench.run("describe", "-c", config.toString(), arn).refused().err())
                .startsWith(arn);
    }

    @Test
    void aFallbackIsInUse() throws IOException {
        String first = bench.imported(CertificateSpec.client("first"));
        String second = bench.imported(CertificateSpec.client("second"));
        Path config = bench.config(first);
        Files.writeString(
                config,
                Files.readString(config)
                        .replace(first + "\"}", first + "\", fallbackCertificateArn: \"" + second + "\"}"));

        assertThat(bench.run("delete", "-c", config.toString(), second)
                        .refused()
                        .err())
                .startsWith(second + " is in use by shop/origin-1")
                .contains("fallbackCertificateArn");
    }

    @Test
    void nothingIsDeletedBesideAConfigurationThatCannotBeRead() {
        String arn = bench.imported(CertificateSpec.client("edge"));
        Path good = bench.config();
        Path bad = bench.file("bad.yaml", "listeners: 1\n");

        assertThat(bench.run("delete", "-c", good.toString(), "-c", bad.toString(), arn)
                        .refused()
                        .err())
                .startsWith(bad.toString());
        assertThat(listed("--all")).containsExactly(arn);
    }

    @Test
    void whereNothingTellsWhatIsInUseDeletingTakesForce() {
        String arn = bench.imported(CertificateSpec.client("edge"));

        assertThat(bench.onStore("delete", arn).refused().err()).startsWith(arn).contains("-c", "--force");
        assertThat(bench.onStore("delete", "--force", "--json", arn).fine().json())
                .isEmpty();
        assertThat(listed("--all")).isEmpty();
    }

    /** ST-16. */
    @Test
    void tagsAreAddedListedRemovedCountedAndSurviveAReimport() {
        String arn = bench.imported(CertificateSpec.client("edge"), "--tag", "owner=payments", "--tag", "stage=");

        assertThat(bench.onStore("tag", arn).fine().out()).isEqualTo("owner=payments\nstage=\n");
        assertThat(bench.onStore("tag", arn, "stage=a=b", "team=edge").fine().out())
                .isEqualTo("owner=payments\nstage=a=b\nteam=edge\n");
        bench.onStore(
                        "import",
                        bench.importArguments(bench.write(bench.authority().client("edge")), "--arn", arn))
                .fine();
        assertThat(bench.onStore("untag", "--json", arn, "stage", "team").fine().json())
                .isEqualTo(Map.of("Tags", List.of(Map.of("Key", "owner", "Value", "payments"))));
        assertThat(bench.onStore("describe", arn).fine().out()).contains("owner=payments", "version 2");

        String[] fiftyMore = Stream.concat(
                        Stream.of(arn), IntStream.range(0, 50).mapToObj(i -> "k" + i + "=v"))
                .toArray(String[]::new);
        assertThat(bench.onStore("tag", fiftyMore).refused().err())
                .startsWith(arn)
                .contains("51", "50");
        assertThat(bench.onStore("tag", arn).fine().out()).isEqualTo("owner=payments\n");
        CertificateFiles files = bench.write(bench.authority().client("edge"));
        assertThat(bench.onStore("import", bench.importArguments(files, "--arn", arn, "--tag", "a=b"))
                        .refused()
                        .err())
                .startsWith("--tag: ");
    }

    @Test
    void eligibleOffersWhatCloudFrontWouldAndSaysWhyNotTheRest() throws IOException {
        String p256 = bench.imported(CertificateSpec.client("curve.example"));
        String server = bench.imported(Workbench.rsa("server.example", ExtendedUse.SERVER));
        String large = bench.imported(CertificateSpec.client("large.example").key(KeyType.RSA_3072));
        String moved = bench.imported(CertificateSpec.client("abroad.example"), "--new-arn", CHOSEN_ARN);
        String abroad = moved.replace("us-east-1", "eu-west-1");
        Path metadata = bench.store().resolve("partner-a").resolve("metadata.properties");
        Files.writeString(metadata, Files.readString(metadata).replace("us-east-1", "eu-west-1"));

        assertThat(bench.onStore("eligible").fine().out())
                .containsSubsequence("curve.example", "Not eligible:")
                .contains("server.example", "large.example", "region eu-west-1");
        Map<String, Object> json = bench.onStore("eligible", "--json").fine().json();
        assertThat(arns(json, "CertificateSummaryList")).containsExactly(p256);
        assertThat(arns(json, "NotEligible")).containsExactly(server, large, abroad);
    }

    @Test
    void brokenFoldersAreToldAndTheRestIsListed() throws IOException {
        String arn = bench.imported(CertificateSpec.client("edge"));
        Path broken = Files.createDirectory(bench.store().resolve("broken"));

        Workbench.Result result = bench.onStore("list", "--all", "--json");
        assertThat(arns(result.json(), "CertificateSummaryList")).containsExactly(arn);
        assertThat(result.code()).isEqualTo(Commands.FAILED);
        assertThat(result.err()).startsWith(broken.toString());
        assertThat(bench.onStore("eligible").code()).isEqualTo(Commands.FAILED);
        assertThat(bench.onStore("describe", "broken").refused().err().lines())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).startsWith("broken ").contains("can be read"))
                .anySatisfy(line -> assertThat(line).startsWith(broken.toString()));
    }

    private List<String> listed(String... filter) {
        String[] args = Stream.concat(Stream.of("--json"), Stream.of(filter)).toArray(String[]::new);
        return arns(bench.onStore("list", args).fine().json(), "CertificateSummaryList");
    }

    private static List<String> arns(Map<String, Object> answer, String member) {
        return objects(answer, member).stream()
                .map(summary -> String.valueOf(summary.get("CertificateArn")))
                .toList();
    }

    private static List<Map<String, Object>> summaries(Workbench.Result result) {
        Map<String, Object> answer = result.fine().json();
        assertThat(answer).containsOnlyKeys("CertificateSummaryList");
        return objects(answer, "CertificateSummaryList");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> detail(Workbench.Result result) {
        Map<String, Object> answer = result.fine().json();
        assertThat(answer).containsOnlyKeys("Certificate");
        return (Map<String, Object>) answer.getOrDefault("Certificate", Map.of());
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> objects(Map<String, Object> answer, String member) {
        return (List<Map<String, Object>>) answer.getOrDefault(member, List.of());
    }
}
