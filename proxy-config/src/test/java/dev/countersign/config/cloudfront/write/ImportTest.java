package dev.countersign.config.cloudfront.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.ConfigResult;
import dev.countersign.config.Position;
import dev.countersign.config.Problem;
import dev.countersign.config.distribution.DistributionConfig;
import dev.countersign.config.read.ConfigReader;
import dev.countersign.config.yaml.YamlNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents of CloudFront's on their way here, and back. */
final class ImportTest {
    private static final String BY_FILE = """
            listeners: [{bind: "127.0.0.1:8080"}]
            distributions: [{id: ID, file: dist.json}]
            """;

    @TempDir
    private Path directory;

    @Test
    void configurationIsReadable() throws IOException {
        String json = Documents.bare("""
                {"Id": "a", "DomainName": "a.example.com", "OriginPath": "",
                 "CustomHeaders": {"Quantity": 2, "Items": [{"HeaderName": "X-A", "HeaderValue": "1"},
                                                            {"HeaderName": "X-B", "HeaderValue": "# b: *"}]},
                 "CustomOriginConfig": {"HTTPPort": 80, "HTTPSPort": 8443, "OriginProtocolPolicy": "https-only",
                   "OriginMtlsConfig": {"ClientCertificateArn": "arn:aws:acm:us-east-1:1:certificate/c"}}}
                """, "");

        assertThat(imported(json).yaml()).isEqualTo("""
                # A distribution of CloudFront's, from FILE.
                # Client certificates are looked up in certificates/, by the ARNs below: countersign certificates import.
                listeners:
                  - bind: 127.0.0.1:8080
                distributions:
                  - id: dist
                    enabled: true
                    origins:
                      - id: a
                        domainName: a.example.com
                        customHeaders:
                          X-A: "1"
                          X-B: '# b: *'
                        customOriginConfig:
                          httpPort: 80
                          httpsPort: 8443
                          originProtocolPolicy: https-only
                          originMtlsConfig:
                            clientCertificateArn: arn:aws:acm:us-east-1:1:certificate/c
                    defaultCacheBehavior:
                      targetOriginId: a
                      viewerProtocolPolicy: allow-all
                      allowedMethods: [GET, HEAD]
                      originRequestPolicy: AllViewerExceptHostHeader
                """.replace("FILE", file().toString()));
    }

    @Test
    void responseHeadersPolicyIsCalledByItsName() throws IOException {
        String json = Documents.bare(Documents.ORIGIN, "")
                .replace(
                        "\"TargetOriginId\"",
                        "\"ResponseHeadersPolicyId\": \"5cc3b908-e619-4b99-88e5-2cf7f45965bd\", \"TargetOriginId\"");

        assertThat(imported(json).yaml()).contains("responseHeadersPolicy: CORS-With-Preflight\n");
    }

    /** CL-2. */
    @Test
    void documentSaysTheSameInYamlAndComesBackWhole() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            String json = Documents.any(random);
            ImportResult.Configuration configuration = imported(json);
            assertThat(configuration.incomplete()).as("seed %d", seed).isEmpty();

            assertThat(read(configuration.yaml()))
                    .as("seed %d, round %d: %s%n%s", seed, round, json, configuration.yaml())
                    .usingRecursiveComparison()
                    .ignoringFieldsOfTypes(Position.class)
                    .ignoringFields("source")
                    .isEqualTo(byFile());
            assertThat(Trees.words(exported()))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(Documents.words(json));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get-distribution-config.json",
                "get-distribution.json",
                "bare.json",
                "template.json",
                "template.yaml"
            })
    void everyFormSaysTheSameInYamlAndComesBackWhole(String form) throws IOException {
        String text = resource(form);
        Files.writeString(file(), text);
        DistributionConfig before = byFile();

        assertThat(read(configuration(Import.of(file(), Optional.of("dist"), Optional.empty()))
                        .yaml()))
                .usingRecursiveComparison()
                .ignoringFieldsOfTypes(Position.class)
                .ignoringFields("source")
                .isEqualTo(before);
        YamlNode exported = exported();
        YamlNode kept = before.source().orElseThrow().document().config();
        assertThat(Trees.words(exported)).startsWith(Trees.words(kept).replaceFirst("}$", ""));

        Files.writeString(file(), Trees.words(exported));
        assertThat(byFile())
                .usingRecursiveComparison()
                .ignoringFieldsOfTypes(Position.class)
                .ignoringFields("source", "domainName")
                .isEqualTo(before);
        assertThat(Trees.words(exported())).isEqualTo(Trees.words(exported));
    }

    private static String resource(String name) throws IOException {
        try (var in = ImportTest.class.getResourceAsStream("/cloudfront/" + name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void publishedSampleComesBackWithItsMistakesCorrected() throws IOException {
        Files.writeString(file(), Documents.bare("""
                {"Id": "origin-1", "DomainName": "api.example.com",
                 "CustomOriginConfig": {"HTTPSPort": 443, "OriginProtocolPolicy": "https-only"},
                 "OriginMtlsConfig": {"ClientCertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/cert-1"}},
                {"Id": "origin-2", "DomainName": "backend.example.com",
                 "CustomOriginConfig": {"HTTPSPort": 443, "OriginProtocolPolicy": "https-only"},
                 "OriginMtlsConfig": {"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/cert-2"}}
                """, "").replace("\"a\"", "\"origin-1\""));

        for (String number : List.of("1", "2")) {
            String origin = "Origins.Items[" + (Integer.parseInt(number) - 1) + "]";
            assertThat(Trees.at(exported(), origin + ".OriginMtlsConfig")).isEqualTo("absent");
            assertThat(Trees.at(exported(), origin + ".CustomOriginConfig"))
                    .isEqualTo("{HTTPSPort: 443, OriginProtocolPolicy: \"https-only\", OriginMtlsConfig:"
                            + " {ClientCertificateArn: \"arn:aws:acm:us-east-1:123456789012:certificate/cert-" + number
                            + "\"}, HTTPPort: 80}");
        }
    }

    @Test
    void templateComesBackAsTheApiTakesIt() throws IOException {
        Files.writeString(file(), """
                Resources:
                  Edge:
                    Type: AWS::CloudFront::Distribution
                    Properties:
                      DistributionConfig:
                        Enabled: true
                        Origins:
                          - Id: a
                            DomainName: a.example.com
                            CustomOriginConfig: {OriginProtocolPolicy: https-only, HTTPPort: 80, HTTPSPort: 443}
                        DefaultCacheBehavior: {TargetOriginId: a, ViewerProtocolPolicy: allow-all}
                """);

        assertThat(Trees.words(exported()))
                .isEqualTo("{Enabled: true, Origins: {Quantity: 1, Items: [{Id: a, DomainName: a.example.com,"
                        + " CustomOriginConfig: {OriginProtocolPolicy: https-only, HTTPPort: 80, HTTPSPort: 443}}]},"
                        + " DefaultCacheBehavior: {TargetOriginId: a, ViewerProtocolPolicy: allow-all,"
                        + " CachePolicyId: \"4135ea2d-6df8-44a3-9df3-4b5a84be39ad\"}, CallerReference: \"shop\","
                        + " Comment: \"\"}");
    }

    /** CF-1: the setting is read where CloudFront has it, and is there on the way back. */
    @Test
    void clientCertificateComesBackWhereItWas() throws IOException {
        String arn = "arn:aws:acm:us-east-1:123456789012:certificate/cert-1";
        Files.writeString(
                file(),
                Documents.bare(
                        Documents.ORIGIN.replace(
                                "\"https-only\"",
                                "\"https-only\", \"OriginMtlsConfig\": {\"ClientCertificateArn\": \"" + arn + "\"}"),
                        ""));

        assertThat(byFile().origins().get(0).customOriginConfig().originMtlsConfig())
                .hasValueSatisfying(
                        mtls -> assertThat(mtls.certificate().toString()).contains(arn));
        assertThat(Trees.at(exported(), "Origins.Items[0].CustomOriginConfig.OriginMtlsConfig"))
                .isEqualTo("{ClientCertificateArn: \"" + arn + "\"}");
    }

    @Test
    void policyThatTheDocumentDoesNotHoldIsLeftToBeWritten() throws IOException {
        String json = Documents.bare(Documents.ORIGIN, "")
                .replace("b689b0a8-53d0-40ab-baf2-68738e2966ac", "11111111-2222-3333-4444-555555555555");

        ImportResult.Configuration configuration = imported(json);
        assertThat(configuration.incomplete())
                .singleElement()
                .asString()
                .contains(
                        "DefaultCacheBehavior.OriginRequestPolicyId: \"11111111-2222-3333-4444-555555555555\" is none of");
        assertThat(configuration.yaml()).contains("originRequestPolicy: WRITE-OUT-THIS-POLICY\n");
        assertThat(ConfigReader.read("c.yaml", configuration.yaml(), directory, Map.of())
                        .toString())
                .contains("\"WRITE-OUT-THIS-POLICY\" is no managed policy");
    }

    @Test
    void responseHeadersPolicyOfTheUsersOwnIsLeftToBeWritten() throws IOException {
        String json = Documents.bare(Documents.ORIGIN, "")
                .replace(
                        "\"TargetOriginId\"",
                        "\"ResponseHeadersPolicyId\": \"11111111-2222-3333-4444-555555555555\", \"TargetOriginId\"");

        ImportResult.Configuration configuration = imported(json);
        assertThat(configuration.incomplete())
                .singleElement()
                .asString()
                .contains(
                        "DefaultCacheBehavior.ResponseHeadersPolicyId: \"11111111-2222-3333-4444-555555555555\" is none"
                                + " of CloudFront's own policies");
        assertThat(configuration.yaml()).contains("responseHeadersPolicy: WRITE-OUT-THIS-POLICY\n");
        assertThat(ConfigReader.read("c.yaml", configuration.yaml(), directory, Map.of())
                        .toString())
                .contains("\"WRITE-OUT-THIS-POLICY\" is no managed policy");
    }

    @Test
    void idIsCloudFrontsWhereTheDocumentHasIt() throws IOException {
        Files.writeString(
                file(),
                "{\"Distribution\": {\"Id\": \"E1ABC\", \"DomainName\": \"d1.cloudfront.net\", \"DistributionConfig\": "
                        + Documents.bare(Documents.ORIGIN, "") + "}}");

        assertThat(configuration(Import.of(file(), Optional.empty(), Optional.empty()))
                        .yaml())
                .contains("- id: E1ABC\n");
        assertThat(configuration(Import.of(file(), Optional.of("shop"), Optional.of("premium")))
                        .yaml())
                .contains("- id: shop\n    plan: premium\n");
    }

    @Test
    void problemsStandWhereTheDocumentHasThem() throws IOException {
        Files.writeString(file(), Documents.bare(Documents.ORIGIN, "").replace("https-only", "sometimes"));

        ImportResult result = Import.of(file(), Optional.of("no id"), Optional.of("gold"));
        assertThat(((ImportResult.Refused) result).problems().stream().map(Problem::toString))
                .hasSize(3)
                .anyMatch(it -> it.contains("distributions[0].id: \"no id\" is not an id"))
                .anyMatch(it -> it.contains("distributions[0].plan: \"gold\""))
                .anyMatch(it -> it.startsWith(file() + ":")
                        && it.contains(" Origins.Items[0].CustomOriginConfig.OriginProtocolPolicy: \"sometimes\""));
    }

    @Test
    void whatIsNoDocumentIsRefused() throws IOException {
        assertThat(refusal(directory)).contains("is a directory");
        assertThat(refusal(file())).contains("does not exist");
        Files.write(file(), new byte[] {0x7f, 'E', 'L', 'F', 0, (byte) 0xff});
        assertThat(refusal(file())).contains("is not valid UTF-8");
        for (String text : List.of("", "[]", "{}", "7", "{\"a\": ")) {
            Files.writeString(file(), text);
            assertThat(refusal(file())).as(text).startsWith(file() + ":1:");
        }
    }

    private static String refusal(Path file) {
        return ((ImportResult.Refused) Import.of(file, Optional.empty(), Optional.empty()))
                .problems()
                .get(0)
                .toString();
    }

    private ImportResult.Configuration imported(String json) throws IOException {
        Files.writeString(file(), json);
        return configuration(Import.of(file(), Optional.empty(), Optional.empty()));
    }

    private static ImportResult.Configuration configuration(ImportResult result) {
        if (result instanceof ImportResult.Configuration configuration) {
            return configuration;
        }
        throw new AssertionError(((ImportResult.Refused) result).problems());
    }

    private Path file() {
        return directory.resolve("dist.json");
    }

    private DistributionConfig byFile() {
        return read(BY_FILE.replace("ID", "dist"));
    }

    private YamlNode exported() throws IOException {
        Path config = Files.writeString(directory.resolve("c.yaml"), BY_FILE.replace("ID", "shop"));
        ExportResult result = Export.of(config, Map.of(), "shop", false);
        if (result instanceof ExportResult.Document document) {
            assertThat(document.warnings()).isEmpty();
            return document.config();
        }
        throw new AssertionError(((ExportResult.Refused) result).problems());
    }

    private DistributionConfig read(String yaml) {
        ConfigResult result = ConfigReader.read("c.yaml", yaml, directory, Map.of());
        if (result instanceof ConfigResult.Valid valid) {
            return valid.config().distributions().get(0);
        }
        throw new AssertionError(((ConfigResult.Invalid) result).problems() + "\n" + yaml);
    }
}
