package dev.countersign.config.cloudfront.write;

import dev.countersign.config.yaml.Problems;
import dev.countersign.config.yaml.YamlParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Documents of CloudFront's, in the form its API has. */
final class Documents {
    static final String ORIGIN = """
            {"Id": "a", "DomainName": "a.example.com",
             "CustomOriginConfig": {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only"}}
            """;

    private Documents() {}

    /** {@code more}: further members, each after a comma. */
    static String bare(String origins, String more) {
        return """
                {"CallerReference": "1", "Comment": "", "Enabled": true,
                 "Origins": {"Quantity": COUNT, "Items": [ORIGINS]},
                 "DefaultCacheBehavior": {"TargetOriginId": "a", "ViewerProtocolPolicy": "allow-all",
                   "CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
                   "OriginRequestPolicyId": "b689b0a8-53d0-40ab-baf2-68738e2966ac"}MORE}
                """.replace("COUNT", Integer.toString(origins.split("\"Id\"", -1).length - 1))
                .replace("ORIGINS", origins)
                .replace("MORE", more);
    }

    static String words(String json) {
        return Trees.words(YamlParser.parse("", json, new Problems()).orElseThrow());
    }

    /** A document that is valid, complete, and has members that nothing knows of. */
    static String any(Random random) {
        List<String> origins = new ArrayList<>(List.of(origin(random, "a")));
        List<String> behaviors = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            origins.add(origin(random, "o" + i));
            behaviors.add("{\"PathPattern\": \"" + pick(random, "/p", "p/*.", "/*/") + i + "\", \"TargetOriginId\": \"o"
                    + i
                    + "\", \"ViewerProtocolPolicy\": \"" + pick(random, "allow-all", "https-only", "redirect-to-https")
                    + "\", " + pick(random, methods("GET", "HEAD"), methods("GET", "HEAD", "OPTIONS"))
                    + pick(
                            random,
                            "\"CachePolicyId\": \"4135ea2d-6df8-44a3-9df3-4b5a84be39ad\"",
                            "\"CachePolicyId\": \"658327ea-f89d-4fab-a63d-7e88639e58f6\"",
                            "\"ForwardedValues\": {\"QueryString\": true, \"Cookies\": {\"Forward\": \"whitelist\","
                                    + " \"WhitelistedNames\": {\"Quantity\": 1, \"Items\": [\"sid\"]}}}")
                    + pick(
                            random,
                            "",
                            ", \"ResponseHeadersPolicyId\": \"67f7725c-6f97-4210-82d7-5512b31e9d03\"",
                            ", \"ResponseHeadersPolicyId\": \"eaab4381-ed33-4a86-88ca-d9558dc6cd63\"",
                            ", \"ResponseHeadersPolicyId\": \"\"")
                    + pick(random, "", ", \"GrpcConfig\": {\"Enabled\": false}")
                    + something(random) + "}");
        }
        return bare(
                String.join(",", origins),
                ", \"CacheBehaviors\": " + list(behaviors) + groups(random, origins.size()) + errorPages(random)
                        + pick(random, "", ", \"DefaultRootObject\": \"\"", ", \"DefaultRootObject\": \"index.html\"")
                        + ", \"Aliases\": "
                        + list(random.nextBoolean() ? List.of("\"a.example\"", "\"*.b.example\"") : List.of())
                        + ", \"HttpVersion\": \"http2\"" + something(random));
    }

    /** Origins are called a, o1, o2 …; a count may stand anywhere beside its items. */
    private static String groups(Random random, int origins) {
        if (origins < 2) {
            return pick(random, "", ", \"OriginGroups\": {\"Quantity\": 0}");
        }
        String codes = pick(random, "500", "404, 502", "\"503\", 400, 416");
        return ", \"OriginGroups\": "
                + list(List.of("{\"Id\": \"g\", \"FailoverCriteria\": {\"StatusCodes\": {\"Items\": ["
                        + codes + "], \"Quantity\": " + codes.split(",", -1).length + "}}, \"Members\": "
                        + list(List.of("{\"OriginId\": \"o1\"}", "{\"OriginId\": \"a\"}"))
                        + pick(random, "", ", \"SelectionCriteria\": \"default\"") + "}"));
    }

    private static String errorPages(Random random) {
        return ", \"CustomErrorResponses\": "
                + list(
                        random.nextBoolean()
                                ? List.of()
                                : List.of(
                                        "{\"ErrorCode\": 404, \"ResponsePagePath\": \"/e/404.html\", \"ResponseCode\": "
                                                + pick(random, "\"404\"", "200")
                                                + pick(random, "", ", \"ErrorCachingMinTTL\": 10") + "}",
                                        "{\"ErrorCode\": 503, \"ResponsePagePath\": \"\", \"ResponseCode\": \"\","
                                                + " \"ErrorCachingMinTTL\": 0}"));
    }

    private static String origin(Random random, String id) {
        List<String> headers = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            String value = pick(
                    random, "1", "true", "null", "*x", "a: b", "# c", "it's \\\"so\\\"", "{}", "2024-01-01", "0x1");
            headers.add("{\"HeaderName\": \"X-" + i + "\", \"HeaderValue\": \"" + value + "\"}");
        }
        return "{\"Id\": \"" + id + "\", \"DomainName\": \"" + id + ".example.com\", \"OriginPath\": \""
                + pick(random, "", "/v1", "/a%20b:c") + "\", \"CustomHeaders\": " + list(headers)
                + ", \"CustomOriginConfig\": {\"HTTPPort\": 80, \"HTTPSPort\": " + pick(random, "443", "8443")
                + ", \"OriginProtocolPolicy\": \"https-only\", \"OriginReadTimeout\": " + (1 + random.nextInt(120))
                + pick(random, "", ", \"IpAddressType\": \"ipv6\"", ", \"IpAddressType\": \"dualstack\"")
                + pick(random, "", ", \"OriginSslProtocols\": " + list(List.of("\"TLSv1.1\"", "\"TLSv1.2\"")))
                + pick(
                        random,
                        "",
                        ", \"OriginMtlsConfig\": {\"ClientCertificateArn\": \"arn:aws:acm:us-east-1:123456789012:certificate/"
                                + id + "\"}")
                + "}, \"ConnectionAttempts\": " + (1 + random.nextInt(3))
                + pick(random, "", ", \"ResponseCompletionTimeout\": 120") + something(random) + "}";
    }

    private static String methods(String... methods) {
        return "\"AllowedMethods\": {\"Quantity\": " + methods.length + ", \"Items\": [\""
                + String.join("\", \"", methods)
                + "\"], \"CachedMethods\": {\"Quantity\": 2, \"Items\": [\"GET\", \"HEAD\"]}}, ";
    }

    private static String something(Random random) {
        return pick(
                random,
                "",
                ", \"New\": {\"A\": [1, \"1\", 1.50, -0.0, 1E400, null, \"null\", true, \"true\", \"\", {}, []]}",
                ", \"New\": \"ü\\n\\u0001\"".replace("\\u0001", "\\t"));
    }

    private static String list(List<String> items) {
        return "{\"Quantity\": " + items.size()
                + (items.isEmpty() ? "" : ", \"Items\": [" + String.join(", ", items) + "]") + "}";
    }

    private static String pick(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
