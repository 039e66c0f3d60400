package dev.countersign.config.read;

import dev.countersign.config.ConfigResult;
import dev.countersign.config.Problem;
import dev.countersign.config.ProxyConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Reads configurations for tests and says in one line each what is wrong with them. */
final class Readings {
    static final String FILE = "c.yaml";

    /** The smallest valid configuration; the tests count on its line numbers. */
    static final String BASE = """
            listeners:
              - bind: 127.0.0.1:8080
            distributions:
              - id: shop
                aliases: [shop.example.com]
                origins:
                  - id: partner-a
                    domainName: origin-a.example.com
                    customOriginConfig:
                      originProtocolPolicy: https-only
                defaultCacheBehavior:
                  targetOriginId: partner-a
            """;

    private Readings() {}

    static ConfigResult read(String yaml) {
        return ConfigReader.read(FILE, yaml, Path.of("/no/such/directory"), Map.of());
    }

    static ProxyConfig valid(String yaml) {
        return valid(read(yaml));
    }

    static ProxyConfig valid(ConfigResult result) {
        if (result instanceof ConfigResult.Valid valid) {
            return valid.config();
        }
        throw new AssertionError("not valid: " + problems(result));
    }

    static List<String> problems(String yaml) {
        return problems(read(yaml));
    }

    /** What an operator would see; none for a valid configuration. */
    static List<String> problems(ConfigResult result) {
        return result instanceof ConfigResult.Invalid invalid
                ? invalid.problems().stream().map(Problem::toString).toList()
                : List.of();
    }

    static String resource(String name) {
        try (var in = Readings.class.getResourceAsStream("/" + name)) {
            if (in == null) {
                throw new AssertionError("no test resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The checkout: told by the build, else found upwards from the working directory. */
    static Path root() {
        String told = System.getProperty("countersign.root");
        Path path = Path.of(told == null ? "" : told).toAbsolutePath();
        while (!Files.isDirectory(path.resolve("examples"))) {
            path = path.getParent();
            if (path == null) {
                throw new AssertionError("no folder examples/ above the working directory");
            }
        }
        return path;
    }
}
