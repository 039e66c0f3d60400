package dev.countersign.config.cloudfront.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.ConfigResult;
import dev.countersign.config.Position;
import dev.countersign.config.Problem;
import dev.countersign.config.distribution.DistributionConfig;
import dev.countersign.config.read.ConfigReader;
import dev.countersign.config.yaml.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hand-written distributions on their way to CloudFront. */
final class ExportTest {
    private static final String ARN = "arn:aws:acm:us-east-1:123456789012:certificate/cert-1";
    private static final String BASE = """
            listeners:
              - bind: 127.0.0.1:8080
            distributions:
              - id: shop
                origins:
                  - id: a
                    domainName: a.example.com
                    ORIGIN
                    customOriginConfig:
                      originProtocolPolicy: https-only
                      CUSTOM
                DISTRIBUTION
                defaultCacheBehavior:
                  targetOriginId: a
                  BEHAVIOR
            """;

    @TempDir
    private Path directory;

    @Test
    void everyMemberThatCloudFrontRequiresIsWritten() throws IOException {
        YamlNode document = document(yaml("DISTRIBUTION", "enabled: false"));

        assertThat(Trees.at(document, "CallerReference")).isEqualTo("\"shop\"");
        assertThat(Trees.at(document, "Comment")).isEqualTo("\"shop\"");
        assertThat(Trees.at(document, "Enabled")).isEqualTo("false");
        assertThat(Trees.at(document, "Aliases")).isEqualTo("{Quantity: 0}");
        assertThat(Trees.at(document, "ViewerCertificate")).isEqualTo("{CloudFrontDefaultCertificate: true}");
        assertThat(Trees.at(document, "Origins.Quantity")).isEqualTo("1");
        assertThat(Trees.at(document, "Origins.Items[0].CustomOriginConfig"))
                .isEqualTo("{HTTPPort: 80, HTTPSPort: 443, OriginProtocolPolicy: \"https-only\","
                        + " OriginSslProtocols: {Quantity: 1, Items: [\"TLSv1.2\"]}, OriginReadTimeout: 30,"
                        + " OriginKeepaliveTimeout: 5, IpAddressType: \"ipv4\"}");
        assertThat(Trees.at(document, "DefaultCacheBehavior"))
                .isEqualTo("{TargetOriginId: \"a\", ViewerProtocolPolicy: \"allow-all\","
                        + " AllowedMethods: {Quantity: 7, Items: [\"GET\", \"HEAD\", \"OPTIONS\", \"PUT\", \"PATCH\","
                        + " \"POST\", \"DELETE\"], CachedMethods: {Quantity: 2, Items: [\"GET\", \"HEAD\"]}},"
                        + " Compress: false, LambdaFunctionAssociations: {Quantity: 0},"
                        + " FunctionAssociations: {Quantity: 0},"
                        + " CachePolicyId: \"4135ea2d-6df8-44a3-9df3-4b5a84be39ad\","
                        + " OriginRequestPolicyId: \"b689b0a8-53d0-40ab-baf2-68738e2966ac\"}");
    }

    @Test
    void clientCertificateIsWrittenWhereCloudFrontHasIt() throws IOException {
        String mtls = "originMtlsConfig: {clientCertificateArn: \"" + ARN + "\"}";

        assertThat(Trees.at(document(yaml("CUSTOM", mtls)), "Origins.Items[0].CustomOriginConfig.OriginMtlsConfig"))
                .isEqualTo("{ClientCertificateArn: \"" + ARN + "\"}");
    }

    @Test
    void originWithoutClientCertificateHasNoMemberForOne() throws IOException {
        assertThat(Trees.words(document(BASE))).doesNotContain("OriginMtlsConfig");
    }

    @Test
    void clientCertificateInFilesIsRefusedWithTheRemedy() throws IOException {
        assertThat(problems(
                        yaml("CUSTOM", "originMtlsConfig: {clientCertificate: {chain: a.pem, key: a.key}}"), "shop"))
                .singleElement()
                .asString()
                .contains(
                        "distributions[0].origins[0].customOriginConfig.originMtlsConfig.clientCertificate: names files")
                .contains("countersign certificates import --arn ARN");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ORIGIN       | address: 127.0.0.1                             | 8:18 distributions[0].origins[0].address: is left out
            ORIGIN       | connectionMaxAge: 5m                           | 8:27 distributions[0].origins[0].connectionMaxAge: is left out
            ORIGIN       | connectionTimeout: 1500ms                      | 8:28 distributions[0].origins[0].connectionTimeout: is rounded up
            CUSTOM       | trust: {caBundle: ca.pem}                      | 11:29 distributions[0].origins[0].customOriginConfig.trust.caBundle: is left out
            CUSTOM       | originSslProtocols: [TLSv1.3]                  | 11:31 distributions[0].origins[0].customOriginConfig.originSslProtocols: is written as TLSv1.2
            CUSTOM       | postQuantum: false                             | 11:24 distributions[0].origins[0].customOriginConfig.postQuantum: is left out
            CUSTOM       | httpsPort: 444                                 | 11:22 distributions[0].origins[0].customOriginConfig.httpsPort: will be refused
            DISTRIBUTION | plan: premium                                  | 12:11 distributions[0].plan: is left out
            DISTRIBUTION | domainName: d1.example                         | 12:17 distributions[0].domainName: is left out
            DISTRIBUTION | aliases: [shop.example.com]                    | 12:14 distributions[0].aliases: need a certificate
            """)
    void whatCloudFrontCannotSayIsWarnedOf(String place, String key, String warning) throws IOException {
        assertThat(warnings(yaml(place, key))).singleElement().asString().contains(warning);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ORIGIN       | connectionMaxAge: none
            CUSTOM       | postQuantum: true
            CUSTOM       | originSslProtocols: [TLSv1.2, TLSv1.3]
            DISTRIBUTION | plan: pay-as-you-go
            BEHAVIOR     | responseHeadersPolicy: none
            """)
    void whatSaysNothingIsNotWarnedOf(String place, String key) throws IOException {
        assertThat(warnings(yaml(place, key))).isEmpty();
    }

    @Test
    void requiringModeFallbackAndAnArnOfNoAccountAreWarnedOf() throws IOException {
        String mtls = "originMtlsConfig: {clientCertificateArn: \"" + ARN.replace("123456789012", "000000000000")
                + "\", mode: require, fallbackCertificateArn: \"" + ARN + "\"}";

        assertThat(warnings(yaml("CUSTOM", mtls)))
                .hasSize(3)
                .anySatisfy(warning -> assertThat(warning).contains("clientCertificateArn: is of no account"))
                .anySatisfy(warning -> assertThat(warning).contains("originMtlsConfig.mode: is left out"))
                .anySatisfy(warning -> assertThat(warning).contains("fallbackCertificateArn: is left out"));
    }

    @Test
    void secretIsNotRevealedUnlessAskedFor() throws IOException {
        Files.writeString(directory.resolve("token"), "s3cret\n");
        String yaml = yaml("ORIGIN", "customHeaders: {X-Token: \"Bearer ${file:token}\", X-Plain: \"7\"}");
        String headers = "Origins.Items[0].CustomHeaders.Items";

        ExportResult hidden = export(yaml, "shop", false);
        assertThat(hidden.toString()).doesNotContain("s3cret");
        assertThat(Trees.at(((ExportResult.Document) hidden).config(), headers))
                .isEqualTo(
                        "[{HeaderName: \"X-Token\", HeaderValue: null}, {HeaderName: \"X-Plain\", HeaderValue: \"7\"}]");
        assertThat(((ExportResult.Document) hidden).warnings())
                .singleElement()
                .asString()
                .contains("customHeaders.X-Token: is a secret");

        ExportResult revealed = export(yaml, "shop", true);
        assertThat(Trees.at(((ExportResult.Document) revealed).config(), headers + "[0].HeaderValue"))
                .isEqualTo("\"Bearer s3cret\"");
        assertThat(((ExportResult.Document) revealed).warnings()).isEmpty();
    }

    @Test
    void policyOfTheUsersOwnIsToBeCreatedFirst() throws IOException {
        String yaml = yaml("BEHAVIOR", "originRequestPolicy: {headers: none, cookies: none, queryStrings: all}");

        assertThat(Trees.at(document(yaml), "DefaultCacheBehavior.OriginRequestPolicyId"))
                .isEqualTo("\"CREATE-THIS-POLICY-FIRST\"");
        assertThat(warnings(yaml)).singleElement().asString().contains("create it there");
    }

    @ParameterizedTest
    @CsvSource({
        "CORS-CustomOrigin, 59781a5b-3903-41f3-afcb-af62929ccde1",
        "59781a5b-3903-41f3-afcb-af62929ccde1, 59781a5b-3903-41f3-afcb-af62929ccde1",
        "'{headers: {behavior: whitelist, items: [Origin]}, cookies: none, queryStrings: none}',"
                + " 59781a5b-3903-41f3-afcb-af62929ccde1"
    })
    void managedPolicyIsWrittenByItsIdHoweverItWasNamed(String policy, String id) throws IOException {
        assertThat(Trees.at(
                        document(yaml("BEHAVIOR", "originRequestPolicy: " + policy)),
                        "DefaultCacheBehavior.OriginRequestPolicyId"))
                .isEqualTo('"' + id + '"');
    }

    @ParameterizedTest
    @CsvSource({
        "SimpleCORS, 60669652-455b-4ae9-85a4-c4c02393f86c",
        "CORS-With-Preflight, 5cc3b908-e619-4b99-88e5-2cf7f45965bd",
        "SecurityHeadersPolicy, 67f7725c-6f97-4210-82d7-5512b31e9d03",
        "CORS-and-SecurityHeadersPolicy, e61eb60c-9c35-4d20-a928-2b84e02af89c",
        "CORS-with-preflight-and-SecurityHeadersPolicy, eaab4381-ed33-4a86-88ca-d9558dc6cd63",
        "eaab4381-ed33-4a86-88ca-d9558dc6cd63, eaab4381-ed33-4a86-88ca-d9558dc6cd63",
        "'{corsConfig: {accessControlAllowOrigins: [\"*\"], originOverride: false}}', 60669652-455b-4ae9-85a4-c4c02393f86c"
    })
    void managedResponsePolicyIsWrittenByItsIdHoweverItWasNamed(String policy, String id) throws IOException {
        String yaml = yaml("BEHAVIOR", "responseHeadersPolicy: " + policy);

        assertThat(Trees.at(document(yaml), "DefaultCacheBehavior.ResponseHeadersPolicyId"))
                .isEqualTo('"' + id + '"');
        assertThat(warnings(yaml)).isEmpty();
    }

    @Test
    void responsePolicyOfTheUsersOwnIsToBeCreatedFirst() throws IOException {
        String yaml = yaml("BEHAVIOR", "responseHeadersPolicy: {removeHeadersConfig: [Server]}");

        assertThat(Trees.at(document(yaml), "DefaultCacheBehavior.ResponseHeadersPolicyId"))
                .isEqualTo("\"CREATE-THIS-POLICY-FIRST\"");
        assertThat(warnings(yaml))
                .singleElement()
                .asString()
                .contains("defaultCacheBehavior.responseHeadersPolicy: is none of CloudFront's own");
    }

    /** Every key that CloudFront knows, from YAML to a document and read back. */
    @Test
    void whatCloudFrontKnowsComesBackTheSame() throws IOException {
        String yaml = """
                listeners: [{bind: "127.0.0.1:8080"}]
                distributions:
                  - id: shop
                    enabled: false
                    defaultRootObject: index.html
                    origins:
                      - id: a
                        domainName: a.example.com
                        originPath: /v1
                        customHeaders: {X-A: "1"}
                        connectionAttempts: 2
                        connectionTimeout: 4
                        responseCompletionTimeout: 90s
                        customOriginConfig:
                          httpPort: 8080
                          httpsPort: 8443
                          originProtocolPolicy: https-only
                          originReadTimeout: 40
                          originKeepaliveTimeout: 1m
                          ipAddressType: dualstack
                          originMtlsConfig: {clientCertificateArn: "ARN"}
                      - {id: b, domainName: b.example.com, customOriginConfig: {originProtocolPolicy: match-viewer}}
                    originGroups: [{id: ha, members: [b, a], failoverCriteria: [504, 400, 500]}]
                    defaultCacheBehavior:
                      targetOriginId: ha
                      viewerProtocolPolicy: redirect-to-https
                      allowedMethods: [GET, HEAD, OPTIONS]
                      originRequestPolicy: CORS-CustomOrigin
                      responseHeadersPolicy: SimpleCORS
                    cacheBehaviors:
                      - {pathPattern: /e/*, targetOriginId: b, grpcConfig: {enabled: false}}
                    customErrorResponses:
                      - {errorCode: 404, responsePagePath: /e/404.html, responseCode: 200, errorCachingMinTTL: 5m}
                      - {errorCode: 503, errorCachingMinTTL: 1500ms}
                      - {errorCode: 502, responsePagePath: /e/502.html, responseCode: 502}
                """.replace("ARN", ARN);
        YamlNode document = document(yaml);

        assertThat(Trees.at(document, "OriginGroups.Items[0]"))
                .isEqualTo("{Id: \"ha\", FailoverCriteria: {StatusCodes: {Quantity: 3, Items: [400, 500, 504]}},"
                        + " Members: {Quantity: 2, Items: [{OriginId: \"b\"}, {OriginId: \"a\"}]}}");
        assertThat(Trees.at(document, "CustomErrorResponses.Items"))
                .isEqualTo("[{ErrorCode: 404, ResponsePagePath: \"/e/404.html\", ResponseCode: \"200\","
                        + " ErrorCachingMinTTL: 300}, {ErrorCode: 503, ErrorCachingMinTTL: 2},"
                        + " {ErrorCode: 502, ResponsePagePath: \"/e/502.html\", ResponseCode: \"502\","
                        + " ErrorCachingMinTTL: 0}]");
        assertThat(Trees.at(document, "CacheBehaviors.Items[0].GrpcConfig")).isEqualTo("{Enabled: false}");
        assertThat(warnings(yaml)).singleElement().asString().contains("[1].errorCachingMinTTL: is rounded up");

        Files.writeString(directory.resolve("shop.json"), Trees.words(document));
        assertThat(distribution(
                        "listeners: [{bind: \"127.0.0.1:8080\"}]\ndistributions: [{id: shop, file: shop.json}]"))
                .usingRecursiveComparison()
                .ignoringFieldsOfTypes(Position.class)
                .ignoringFields("source")
                .isEqualTo(distribution(yaml));
    }

    private DistributionConfig distribution(String yaml) {
        ConfigResult result = ConfigReader.read("c.yaml", yaml, directory, Map.of());
        if (result instanceof ConfigResult.Valid valid) {
            return valid.config().distributions().get(0);
        }
        throw new AssertionError(((ConfigResult.Invalid) result).problems());
    }

    @Test
    void otherKindsOfOriginsAndFunctionsGoBackAsTheyCame() throws IOException {
        YamlNode document = document("""
                listeners: [{bind: "127.0.0.1:8080"}]
                distributions:
                  - id: shop
                    origins:
                      - {id: bucket, domainName: b.s3.example.com, s3OriginConfig: {originAccessIdentity: oai/E1}}
                      - {id: inside, domainName: i.example.com, vpcOriginConfig: {vpcOriginId: vo-1}}
                    defaultCacheBehavior: {targetOriginId: bucket}
                    cacheBehaviors:
                      - pathPattern: f/*
                        targetOriginId: inside
                        allowedMethods: [HEAD, GET]
                        functionAssociations:
                          - {functionArn: "arn:aws:cloudfront::123456789012:function/f", eventType: viewer-request}
                        lambdaFunctionAssociations:
                          - lambdaFunctionArn: arn:aws:lambda:us-east-1:123456789012:function:l:1
                            eventType: origin-request
                            includeBody: true
                """);

        assertThat(Trees.at(document, "Origins.Items[0].S3OriginConfig"))
                .isEqualTo("{OriginAccessIdentity: \"oai/E1\"}");
        assertThat(Trees.at(document, "Origins.Items[1].VpcOriginConfig")).isEqualTo("{VpcOriginId: \"vo-1\"}");
        assertThat(Trees.at(document, "Origins.Items[1].CustomOriginConfig")).isEqualTo("absent");
        assertThat(Trees.at(document, "CacheBehaviors.Items[0].PathPattern")).isEqualTo("\"/f/*\"");
        assertThat(Trees.at(document, "CacheBehaviors.Items[0].AllowedMethods"))
                .startsWith("{Quantity: 2, Items: [\"GET\", \"HEAD\"]");
        assertThat(Trees.at(document, "CacheBehaviors.Items[0].FunctionAssociations.Items"))
                .isEqualTo("[{FunctionARN: \"arn:aws:cloudfront::123456789012:function/f\","
                        + " EventType: \"viewer-request\"}]");
        assertThat(Trees.at(document, "CacheBehaviors.Items[0].LambdaFunctionAssociations.Items"))
                .isEqualTo("[{LambdaFunctionARN: \"arn:aws:lambda:us-east-1:123456789012:function:l:1\","
                        + " EventType: \"origin-request\", IncludeBody: true}]");
    }

    @Test
    void unknownDistributionIsAnsweredWithTheLikeliestOne() throws IOException {
        assertThat(problems(BASE, "shp"))
                .containsExactly(file() + ":1:1: has no distribution \"shp\"; did you mean shop?");
        assertThat(problems(BASE, "something-else"))
                .containsExactly(file() + ":1:1: has no distribution \"something-else\"; its distributions are: shop");
    }

    @Test
    void brokenConfigurationIsRefusedWithItsProblems() throws IOException {
        assertThat(problems(yaml("DISTRIBUTION", "plam: free"), "shop"))
                .singleElement()
                .asString()
                .contains("did you mean plan?");
        assertThat(Export.of(directory, Map.of(), "shop", false).toString()).contains("is a directory");
        assertThat(Export.of(directory.resolve("none.yaml"), Map.of(), "shop", false)
                        .toString())
                .contains("does not exist");
    }

    private static String yaml(String place, String text) {
        return BASE.replace(place, text);
    }

    private YamlNode document(String yaml) throws IOException {
        return ((ExportResult.Document) export(yaml, "shop", false)).config();
    }

    private List<String> warnings(String yaml) throws IOException {
        return ((ExportResult.Document) export(yaml, "shop", false))
                .warnings().stream().map(Problem::toString).toList();
    }

    private List<String> problems(String yaml, String id) throws IOException {
        return ((ExportResult.Refused) export(yaml, id, false))
                .problems().stream().map(Problem::toString).toList();
    }

    private Path file() {
        return directory.resolve("c.yaml");
    }

    private ExportResult export(String yaml, String id, boolean revealSecrets) throws IOException {
        Files.writeString(file(), yaml.replaceAll("(?m)^( *)(ORIGIN|CUSTOM|DISTRIBUTION|BEHAVIOR)$", "$1# $2"));
        return Export.of(file(), Map.of(), id, revealSecrets);
    }
}
