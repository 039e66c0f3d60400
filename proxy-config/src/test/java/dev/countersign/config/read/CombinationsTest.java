package dev.countersign.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.ConfigResult;
import dev.countersign.config.Problem;
import dev.countersign.config.distribution.OriginConfig;
import dev.countersign.config.distribution.OriginKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be combined with an origin's client certificate. Each promise names its row of the feature table. */
final class CombinationsTest {
    private static final String MTLS = "originMtlsConfig: {clientCertificate: {chain: a, key: b}}";
    private static final String LAMBDA = "arn:aws:lambda:us-east-1:123456789012:function:rewrite:3";
    private static final String FUNCTION = "arn:aws:cloudfront::123456789012:function/rewrite";

    /** Two origins: {@code signed} with a client certificate on line 9, and {@code open} without. */
    private static String distribution(String origins, String behaviors) {
        return """
                listeners:
                  - bind: 127.0.0.1:8080
                distributions:
                  - id: shop
                    origins:
                      - id: signed
                        domainName: signed.example.com
                        customOriginConfig:
                          %s
                          originProtocolPolicy: https-only
                      - {id: open, domainName: open.example.com, customOriginConfig: {originProtocolPolicy: https-only}}
                %s
                    defaultCacheBehavior: {targetOriginId: open}
                    cacheBehaviors:
                %s
                """.formatted(
                MTLS, origins.indent(6).stripTrailing(), behaviors.indent(6).stripTrailing());
    }

    private static String behavior(String target, String keys) {
        return distribution("", "- {pathPattern: /a/*, targetOriginId: " + target + ", " + keys + "}");
    }

    private static List<String> warnings(String yaml) {
        ConfigResult result = Readings.read(yaml);
        assertThat(Readings.problems(result)).isEmpty();
        return ((ConfigResult.Valid) result)
                .warnings().stream().map(Problem::toString).toList();
    }

    private static String withPolicy(String policy, boolean mtlsFirst) {
        String written = "originProtocolPolicy: " + policy;
        String both = mtlsFirst ? MTLS + "\n          " + written : written + "\n          " + MTLS;
        return Readings.BASE.replace("originProtocolPolicy: https-only", both);
    }

    /** CF-9 and NS-7. */
    @ParameterizedTest
    @CsvSource({"http-only,true", "http-only,false", "match-viewer,true", "match-viewer,false"})
    void clientCertificateNeedsHttpsOnlyWhicheverComesFirst(String policy, boolean mtlsFirst) {
        assertThat(Readings.problems(withPolicy(policy, mtlsFirst)))
                .singleElement()
                .asString()
                .contains("originMtlsConfig: needs originProtocolPolicy: https-only, but originProtocolPolicy on line "
                        + (mtlsFirst ? 11 : 10) + " is " + policy);
        assertThat(Readings.problems(withPolicy("https-only", mtlsFirst))).isEmpty();
    }

    /** CF-10. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "lb-1234567890.us-east-1.elb.amazonaws.com",
                "a1b2c3.execute-api.eu-west-1.amazonaws.com",
                "api.elsewhere.example",
                "192.0.2.7"
            })
    void customOriginsOnAnyHostTakeAClientCertificate(String host) {
        assertThat(Readings.problems(withPolicy("https-only", false).replace("origin-a.example.com", host)))
                .isEmpty();
    }

    /** CF-10, NS-3 and NS-7. */
    @ParameterizedTest
    @CsvSource({
        "s3OriginConfig: {},true",
        "s3OriginConfig: {},false",
        "vpcOriginConfig: {vpcOriginId: vo-1},true",
        "vpcOriginConfig: {vpcOriginId: vo-1},false"
    })
    void otherKindsOfOriginsTakeNoClientCertificateWhicheverComesFirst(String kind, boolean mtlsFirst) {
        String custom = "customOriginConfig: {originProtocolPolicy: https-only, " + MTLS + "}";
        String both = mtlsFirst ? custom + "\n  " + kind : kind + "\n  " + custom;
        String yaml = distribution(
                "- id: bucket\n  domainName: b.example.com\n  " + both, "- {pathPattern: /a, targetOriginId: bucket}");
        int first = 14;
        assertThat(Readings.problems(yaml))
                .containsExactly("c.yaml:" + (mtlsFirst ? first : first + 1) + ":64"
                        + " distributions[0].origins[2].customOriginConfig.originMtlsConfig: cannot be combined with "
                        + kind.replaceAll(":.*", "") + " on line " + (mtlsFirst ? first + 1 : first)
                        + ": a client certificate is for a custom origin; remove one of the two");
    }

    @Test
    void clientCertificateInsideAnotherKindOfOriginIsRefused() {
        assertThat(Readings.problems(distribution(
                        "- {id: a, domainName: a.example.com, s3OriginConfig: {" + MTLS + "}}\n"
                                + "- {id: b, domainName: b.example.com, vpcOriginConfig: {vpcOriginId: vo-1, " + MTLS
                                + "}}",
                        "- {pathPattern: /a, targetOriginId: a}")))
                .satisfiesExactly(
                        s3 -> assertThat(s3)
                                .contains("s3OriginConfig.originMtlsConfig: a bucket takes no client certificate"),
                        vpc -> assertThat(vpc)
                                .contains(
                                        "vpcOriginConfig.originMtlsConfig: a VPC origin takes no client certificate"));
    }

    /** NS-3. */
    @Test
    void otherKindsOfOriginsLoadBesideAnOriginWithAClientCertificate() {
        String yaml = distribution(
                """
                - {id: bucket, domainName: b.example.com, s3OriginConfig: {originAccessIdentity: ""}}
                - {id: inner, domainName: v.example.com, vpcOriginConfig: {vpcOriginId: vo-1}}
                """, "- {pathPattern: /a, targetOriginId: bucket}\n- {pathPattern: /b, targetOriginId: inner}");
        assertThat(Readings.valid(yaml).distributions().get(0).origins())
                .extracting(OriginConfig::kind)
                .containsExactly(OriginKind.CUSTOM, OriginKind.CUSTOM, OriginKind.S3, OriginKind.VPC);
        assertThat(warnings(yaml))
                .satisfiesExactly(
                        s3 -> assertThat(s3)
                                .contains("origins[2].s3OriginConfig: origins of this kind are not available"),
                        vpc -> assertThat(vpc)
                                .contains("origins[3].vpcOriginConfig: origins of this kind are not available here;"
                                        + " requests to this one are answered 502"));
    }

    /** NS-3, in the place where CloudFront's sample has the client certificate. */
    @ParameterizedTest
    @ValueSource(strings = {"s3OriginConfig: {}", "vpcOriginConfig: {vpcOriginId: vo-1}"})
    void clientCertificateBesideAnotherKindOfOriginIsRefused(String kind) {
        assertThat(Readings.problems(distribution(
                        "- {id: a, domainName: a.example.com, " + kind + ", " + MTLS + "}",
                        "- {pathPattern: /a, targetOriginId: a}")))
                .singleElement()
                .asString()
                .contains("origins[2].originMtlsConfig: cannot be combined with " + kind.replaceAll(":.*", "")
                        + " on line 12: a client certificate is for a custom origin");
    }

    @Test
    void originIsOfOneKind() {
        assertThat(Readings.problems(distribution("""
                        - {id: a, domainName: b.example.com, s3OriginConfig: {}, vpcOriginConfig: {vpcOriginId: vo-1}}
                        - {id: b, domainName: b.example.com, s3OriginConfig: {}, customOriginConfig: {originProtocolPolicy: https-only}}
                        """, "- {pathPattern: /a, targetOriginId: a}")))
                .satisfiesExactly(
                        two -> assertThat(two)
                                .contains(
                                        "vpcOriginConfig: stands beside s3OriginConfig on line 12; an origin is of one kind"),
                        custom -> assertThat(custom)
                                .contains("s3OriginConfig: stands beside customOriginConfig on line 13;"));
    }

    /** VPC origins and origin access identities are features of plans. */
    @Test
    void otherKindsOfOriginsAreHeldToThePlan() {
        String yaml = distribution("""
                - {id: inner, domainName: v.example.com, vpcOriginConfig: {vpcOriginId: vo-1}}
                - {id: bucket, domainName: b.example.com, s3OriginConfig: {originAccessIdentity: E1}}
                """, "- {pathPattern: /a, targetOriginId: inner}")
                .replace("  - id: shop\n", "  - id: shop\n    plan: pro\n");
        assertThat(Readings.problems("edge: {proPlanAllowsOriginMtls: true}\n" + yaml))
                .satisfiesExactly(
                        vpc -> assertThat(vpc)
                                .contains(
                                        "a VPC origin needs plan business, premium or pay-as-you-go, but plan on line 6"),
                        s3 -> assertThat(s3)
                                .contains(
                                        "an origin access identity needs plan pay-as-you-go, but plan on line 6 is pro"));
    }

    /** NS-4 and NS-7. */
    @ParameterizedTest
    @ValueSource(strings = {"origin-request", "origin-response"})
    void lambdaOnTheOriginsSideIsRefusedWithAClientCertificate(String event) {
        String keys = "lambdaFunctionAssociations: [{lambdaFunctionArn: \"" + LAMBDA + "\", eventType: " + event + "}]";
        assertThat(Readings.problems(behavior("signed", keys)))
                .singleElement()
                .asString()
                .contains("cacheBehaviors[0].lambdaFunctionAssociations[0].eventType: cannot be combined with"
                        + " originMtlsConfig on line 9, as requests go from here to signed; remove one of the two");
        assertThat(warnings(behavior("open", keys)))
                .singleElement()
                .asString()
                .contains("cacheBehaviors[0].lambdaFunctionAssociations[0]: is not executed here");
    }

    /** NS-4 on the default behavior. */
    @Test
    void lambdaOnTheDefaultBehaviorIsRefusedToo() {
        String keys =
                "lambdaFunctionAssociations: [{lambdaFunctionArn: \"" + LAMBDA + "\", eventType: origin-request}]";
        String yaml = behavior("open", "viewerProtocolPolicy: allow-all")
                .replace("{targetOriginId: open}", "{targetOriginId: signed, " + keys + "}");
        assertThat(Readings.problems(yaml))
                .singleElement()
                .asString()
                .contains("defaultCacheBehavior.lambdaFunctionAssociations[0].eventType: cannot be combined with");
    }

    @Test
    void functionsOnTheViewersSideAreTakenAndReported() {
        String keys = ("lambdaFunctionAssociations: [{lambdaFunctionArn: \"%s\", eventType: viewer-request,"
                        + " includeBody: true}], functionAssociations: [{functionArn: \"%s\", eventType: viewer-response}]")
                .formatted(LAMBDA, FUNCTION);
        assertThat(warnings(behavior("signed", keys)))
                .satisfiesExactly(
                        lambda -> assertThat(lambda).contains("lambdaFunctionAssociations[0]: is not executed here"),
                        function -> assertThat(function)
                                .endsWith("functionAssociations[0]: is not executed here: requests and responses pass"
                                        + " unchanged by it"));
    }

    /** NS-1 (a) and NS-7. */
    @Test
    void grpcIsRefusedWithAClientCertificate() {
        assertThat(Readings.problems(behavior("signed", "grpcConfig: {enabled: true}")))
                .anySatisfy(
                        problem -> assertThat(problem)
                                .contains(
                                        "cacheBehaviors[0].grpcConfig.enabled: cannot be combined with originMtlsConfig on line 9"));
        assertThat(Readings.problems(behavior("open", "grpcConfig: {enabled: true}")))
                .singleElement()
                .asString()
                .contains("grpcConfig.enabled: not available yet");
        assertThat(Readings.problems(behavior("signed", "grpcConfig: {enabled: false}")))
                .isEmpty();
    }

    /** NS-1 (a) and NS-4 through an origin group, whichever of its members has the certificate. */
    @ParameterizedTest
    @ValueSource(strings = {"[signed, open]", "[open, signed]"})
    void whatAnOriginWithAClientCertificateCannotCarryIsRefusedThroughAGroup(String members) {
        String keys = "grpcConfig: {enabled: true}, lambdaFunctionAssociations: [{lambdaFunctionArn: \"" + LAMBDA
                + "\", eventType: origin-request}]";
        String group = "    originGroups: [{id: ha, members: " + members + ", failoverCriteria: [500]}]\n";
        assertThat(Readings.problems(behavior("ha", keys) + group))
                .filteredOn(problem -> !problem.contains("not available yet"))
                .satisfiesExactly(
                        grpc -> assertThat(grpc)
                                .contains("grpcConfig.enabled: cannot be combined with originMtlsConfig on line 9, as"
                                        + " requests go from here to signed, a member of ha; remove one of the two"),
                        lambda -> assertThat(lambda)
                                .contains("lambdaFunctionAssociations[0].eventType: cannot be combined with"
                                        + " originMtlsConfig on line 9, as requests go from here to signed, a member of"
                                        + " ha; remove one of the two"));
    }

    @Test
    void membersOfAGroupAreOfAnyKind() {
        assertThat(Readings.problems(distribution(
                                "- {id: bucket, domainName: b.example.com, s3OriginConfig: {}}",
                                "- {pathPattern: /a, targetOriginId: ha}")
                        + "    originGroups: [{id: ha, members: [bucket, signed], failoverCriteria: [502]}]\n"))
                .isEmpty();
    }

    /** NS-6 and NS-7. */
    @Test
    void embeddedEdgeTakesNoOriginWithAClientCertificate() {
        String yaml = behavior("signed", "viewerProtocolPolicy: allow-all");
        String refused = "customOriginConfig.originMtlsConfig: cannot be combined with edge.embedded on line %d";
        assertThat(Readings.problems("edge: {embedded: true}\n" + yaml))
                .singleElement()
                .asString()
                .contains(refused.formatted(1));
        assertThat(Readings.problems(yaml + "edge: {embedded: true}\n"))
                .singleElement()
                .asString()
                .contains(refused.formatted(yaml.lines().count() + 1));
        assertThat(Readings.problems("edge: {embedded: false}\n" + yaml)).isEmpty();
        assertThat(Readings.problems("edge: {embedded: true}\n" + Readings.BASE))
                .isEmpty();
    }

    /** NS-2: nothing in a configuration declares WebSocket, so there is nothing to refuse. */
    @Test
    void pathForWebSocketsLoadsWithAndWithoutAClientCertificate() {
        assertThat(warnings(behavior("signed", "allowedMethods: [GET, HEAD]"))).isEmpty();
        assertThat(warnings(behavior("open", "allowedMethods: [GET, HEAD]"))).isEmpty();
    }
}
