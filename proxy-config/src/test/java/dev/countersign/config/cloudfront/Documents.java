package dev.countersign.config.cloudfront;

import dev.countersign.config.ConfigResult;
import dev.countersign.config.Problem;
import dev.countersign.config.distribution.DistributionConfig;
import dev.countersign.config.read.ConfigReader;
import dev.countersign.config.yaml.Problems;
import dev.countersign.config.yaml.YamlNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads documents for tests, each as the one distribution of a configuration. */
final class Documents {
    static final String YAML = """
            listeners:
              - bind: 127.0.0.1:8080
            distributions:
              - id: shop
                file: dist.json
            """;

    /** The smallest document that CloudFront would take, ports and all; the tests count on its line numbers. */
    static final String BASE = """
            {
              "Enabled": true,
              "Aliases": {"Quantity": 1, "Items": ["shop.example.com"]},
              "Origins": {"Quantity": 1, "Items": [{
                "Id": "a", "DomainName": "a.example.com",
                "CustomOriginConfig": {
                  "HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only",
                  "OriginMtlsConfig": {"ClientCertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/cert-1"}
                }
              }]},
              "DefaultCacheBehavior": {
                "TargetOriginId": "a", "ViewerProtocolPolicy": "https-only",
                "CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
              }
            }
            """;

    private Documents() {}

    static String resource(String name) {
        try (var in = Documents.class.getResourceAsStream("/" + name)) {
            if (in == null) {
                throw new AssertionError("no test resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ConfigResult read(Path directory, String document) {
        return read(directory, document, YAML);
    }

    static ConfigResult read(Path directory, String document, String yaml) {
        try {
            Files.writeString(directory.resolve("dist.json"), document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ConfigReader.read("c.yaml", yaml, directory, Map.of("HOME", "/root"));
    }

    static DistributionConfig distribution(ConfigResult result) {
        return valid(result).config().distributions().get(0);
    }

    static List<String> problems(ConfigResult result) {
        return result instanceof ConfigResult.Invalid invalid ? lines(invalid.problems()) : List.of();
    }

    static List<String> warnings(ConfigResult result) {
        return lines(valid(result).warnings());
    }

    private static ConfigResult.Valid valid(ConfigResult result) {
        if (result instanceof ConfigResult.Valid valid) {
            return valid;
        }
        throw new AssertionError("not valid: " + problems(result));
    }

    static List<String> lines(List<Problem> problems) {
        return problems.stream().map(Problem::toString).toList();
    }

    /** The hand-written tree, as maps, lists and texts. */
    static Map<?, ?> translated(String document) {
        Problems problems = new Problems();
        Translation translation = Translation.of(
                CloudFrontDocument.parse("dist.json", "{\"DistributionConfig\": " + document + "}", problems)
                        .orElseThrow(),
                true,
                problems);
        if (!problems.isEmpty()) {
            throw new AssertionError(lines(problems.inFileOrder()));
        }
        return (Map<?, ?>) plain(translation.distribution());
    }

    static Object plain(YamlNode node) {
        if (node instanceof YamlNode.Mapping mapping) {
            Map<String, Object> map = new LinkedHashMap<>();
            mapping.entries().forEach(entry -> map.put(entry.key(), plain(entry.value())));
            return map;
        }
        return node instanceof YamlNode.Sequence sequence
                ? sequence.items().stream().map(Documents::plain).toList()
                : ((YamlNode.Scalar) node).text();
    }
}
