package dev.countersign.config.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.yaml.Problems;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Members become the keys that are written by hand. */
final class TranslationTest {
    private static final String TARGET = "\"TargetOriginId\": \"a\"";

    @Test
    void originGroupsBecomePlain() {
        assertThat(translated("""
                {"OriginGroups": {"Quantity": 1, "Items": [{
                  "Id": "ha",
                  "FailoverCriteria": {"StatusCodes": {"Quantity": 2, "Items": [500, 503]}},
                  "Members": {"Quantity": 2, "Items": [{"OriginId": "a"}, {"OriginId": "b"}]},
                  "SelectionCriteria": "default"}]}}
                """, "originGroups"))
                .isEqualTo(List.of(
                        Map.of("id", "ha", "failoverCriteria", List.of("500", "503"), "members", List.of("a", "b"))));
    }

    @Test
    void errorResponsesKeepWhatIsSet() {
        assertThat(translated("""
                {"CustomErrorResponses": {"Quantity": 2, "Items": [
                  {"ErrorCode": 502, "ResponsePagePath": "/e/502.html", "ResponseCode": "200", "ErrorCachingMinTTL": 10},
                  {"ErrorCode": 404, "ResponsePagePath": "", "ResponseCode": "", "ErrorCachingMinTTL": 300}]}}
                """, "customErrorResponses"))
                .isEqualTo(List.of(
                        Map.of(
                                "errorCode", "502",
                                "responsePagePath", "/e/502.html",
                                "responseCode", "200",
                                "errorCachingMinTTL", "10"),
                        Map.of("errorCode", "404", "errorCachingMinTTL", "300")));
    }

    @Test
    void whatIsEmptyInCloudFrontIsAbsentByHand() {
        assertThat(Documents.translated("{\"DefaultRootObject\": \"\", \"Origins\": {\"Quantity\": 0}}"))
                .isEqualTo(Map.of("origins", List.of()));
        assertThat(translated(
                        "{\"DefaultRootObject\": \"index.html\", \"CallerReference\": \"1\"}", "defaultRootObject"))
                .isEqualTo("index.html");
    }

    @Test
    void timeoutsAndAddressesOfOriginsArrive() {
        assertThat(translated("""
                {"CallerReference": "1", "Origins": {"Quantity": 1, "Items": [{
                  "Id": "a", "DomainName": "a.example.com", "ConnectionAttempts": 2, "ConnectionTimeout": 4,
                  "ResponseCompletionTimeout": 90,
                  "CustomOriginConfig": {"HTTPPort": 8080, "HTTPSPort": 8443, "OriginProtocolPolicy": "match-viewer",
                    "OriginReadTimeout": 60, "OriginKeepaliveTimeout": 7, "IpAddressType": "dualstack"}}]}}
                """, "origins"))
                .isEqualTo(List.of(Map.of(
                        "id", "a",
                        "domainName", "a.example.com",
                        "connectionAttempts", "2",
                        "connectionTimeout", "4",
                        "responseCompletionTimeout", "90",
                        "customOriginConfig",
                                Map.of(
                                        "httpPort", "8080",
                                        "httpsPort", "8443",
                                        "originProtocolPolicy", "match-viewer",
                                        "originReadTimeout", "60",
                                        "originKeepaliveTimeout", "7",
                                        "ipAddressType", "dualstack"))));
    }

    @Test
    void functionsAndPoliciesOfBehaviorsArrive() {
        Map<?, ?> behavior = (Map<?, ?>) translated("""
                {"DefaultCacheBehavior": {"TargetOriginId": "a",
                  "CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
                  "ResponseHeadersPolicyId": "67f7725c-6f97-4210-82d7-5512b31e9d03",
                  "GrpcConfig": {"Enabled": true},
                  "LambdaFunctionAssociations": {"Quantity": 1, "Items": [
                    {"LambdaFunctionARN": "arn:l", "EventType": "viewer-request", "IncludeBody": false}]},
                  "FunctionAssociations": {"Quantity": 1, "Items": [{"FunctionARN": "arn:f", "EventType": "viewer-response"}]}}}
                """, "defaultCacheBehavior");
        assertThat(behavior.get("responseHeadersPolicy")).isEqualTo("67f7725c-6f97-4210-82d7-5512b31e9d03");
        assertThat(behavior.get("grpcConfig")).isEqualTo(Map.of("enabled", "true"));
        assertThat(behavior.get("lambdaFunctionAssociations"))
                .isEqualTo(List.of(
                        Map.of("lambdaFunctionArn", "arn:l", "eventType", "viewer-request", "includeBody", "false")));
        assertThat(behavior.get("functionAssociations"))
                .isEqualTo(List.of(Map.of("functionArn", "arn:f", "eventType", "viewer-response")));
    }

    @Test
    void behaviorWithoutMethodsTakesWhatCloudFrontWould() {
        Map<?, ?> behavior =
                (Map<?, ?>) translated("{\"DefaultCacheBehavior\": {" + TARGET + "}}", "defaultCacheBehavior");
        assertThat(behavior.get("allowedMethods")).isEqualTo(List.of("GET", "HEAD"));
    }

    @Test
    void eachValueStandsWhereItsMemberStands() {
        var problems = new Problems();
        var translation = Translation.of(
                CloudFrontDocument.parse("dist.json", Documents.BASE, problems).orElseThrow(), true, problems);
        assertThat(translation
                        .distribution()
                        .child("origins")
                        .map(it -> it.position().toString()))
                .hasValue("dist.json:4:14 Origins");
        assertThat(translation
                        .distribution()
                        .entry("aliases")
                        .map(it -> it.position().toString()))
                .hasValue("dist.json:3:3 Aliases");
    }

    @Test
    void problemsSpeakOfMembersNotOfKeys() {
        assertThat(CloudFrontSpelling.INSTANCE.key("httpsPort")).isEqualTo("HTTPSPort");
        assertThat(CloudFrontSpelling.INSTANCE.key("lambdaFunctionArn")).isEqualTo("LambdaFunctionARN");
        assertThat(CloudFrontSpelling.INSTANCE.key("id")).isEqualTo("Id");
        assertThat(CloudFrontSpelling.INSTANCE.sentence("write {originProtocolPolicy: https-only} in c.yaml"))
                .isEqualTo("write {OriginProtocolPolicy: https-only} in c.yaml");
    }

    private static Object translated(String document, String key) {
        return Objects.requireNonNull(Documents.translated(document).get(key), key);
    }
}
