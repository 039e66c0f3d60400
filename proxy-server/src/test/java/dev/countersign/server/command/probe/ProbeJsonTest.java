package dev.countersign.server.command.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.server.RealOrigin;
import dev.countersign.testkit.origin.server.RealServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The document that programs read: one, whole, with the same members whatever came of it, all of them documented. */
@Timeout(60)
final class ProbeJsonTest {
    private static final Set<String> ORIGIN = Set.of(
            "origin",
            "verdict",
            "outcome",
            "cause",
            "address",
            "port",
            "addresses",
            "unreached",
            "method",
            "answer",
            "status",
            "tls",
            "requested",
            "presented",
            "authorities",
            "certificate",
            "chain",
            "withoutCertificate",
            "fallbackCertificate",
            "fallback",
            "findings");

    @TempDir
    private Path directory;

    @Test
    void membersAreTheSameWhateverCameOfIt() throws IOException {
        Trial trial = new Trial(directory);
        try (RealOrigin origin =
                RealServer.JDK.start(trial.asking(trial.server, Asking.REQUIRED, trial.clients), true)) {
            trial.mtls("liked", origin.port())
                    .origin("unconfigured", origin.port(), "")
                    .mtls("absent", 1);
            assertThat(trial.probe("--json")).isEqualTo(1);
        }
        assertThat(trial.err.toString()).isEmpty();

        Map<?, ?> document = object(read(trial.out.toString()));
        assertThat(document.keySet()).isEqualTo(Set.of("exitCode", "request", "origins"));
        assertThat(document.get("exitCode")).isEqualTo(1L);
        assertThat(document.get("request")).isEqualTo("/");
        List<?> origins = (List<?>) Objects.requireNonNull(document.get("origins"));
        assertThat(origins)
                .hasSize(3)
                .allSatisfy(it -> assertThat(object(it).keySet()).isEqualTo(ORIGIN));

        Map<?, ?> liked = object(origins.get(0));
        assertThat(liked.get("verdict")).isEqualTo("authenticated");
        assertThat(liked.get("outcome")).isEqualTo("accepted");
        assertThat(liked.get("status")).isEqualTo(200L);
        assertThat(object(liked.get("authorities")).get("nameOurIssuer")).isEqualTo(true);
        assertThat(object(liked.get("withoutCertificate")).get("result")).isEqualTo("refused");
        assertThat(object(liked.get("tls")).get("sni")).isEqualTo(Trial.NAME);
        Map<?, ?> unconfigured = object(origins.get(1));
        assertThat(unconfigured.get("outcome")).isEqualTo("requested_none_configured");
        assertThat(unconfigured.get("certificate")).isNull();
        Map<?, ?> absent = object(origins.get(2));
        assertThat(absent.get("outcome")).isEqualTo("connect_failed");
        assertThat(absent.get("tls")).isNull();
        assertThat((List<?>) absent.get("unreached")).hasSize(1);
        assertThat(trial.out.toString()).doesNotContain("PRIVATE KEY");

        Set<String> names = new TreeSet<>();
        collect(document, names);
        String page = Files.readString(Path.of(System.getProperty("countersign.root"), "docs", "probe.md"));
        assertThat(names).isNotEmpty().allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }

    private static Map<?, ?> object(@Nullable Object value) {
        return (Map<?, ?>) Objects.requireNonNull(value);
    }

    private static void collect(@Nullable Object value, Set<String> names) {
        if (value instanceof Map<?, ?> object) {
            object.forEach((name, member) -> {
                names.add((String) name);
                collect(member, names);
            });
        } else if (value instanceof List<?> array) {
            array.forEach(item -> collect(item, names));
        }
    }

    /** Refuses a member that stands twice, and whatever follows the document. */
    private static @Nullable Object read(String text) throws IOException {
        try (JsonParser json = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build()
                .createParser(text)) {
            json.nextToken();
            Object document = value(json);
            assertThat(json.nextToken()).isNull();
            return document;
        }
    }

    private static @Nullable Object value(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> object = new LinkedHashMap<>();
                while (json.nextToken() != JsonToken.END_OBJECT) {
                    String name = json.currentName();
                    json.nextToken();
                    object.put(name, value(json));
                }
                yield object;
            }
            case START_ARRAY -> {
                List<@Nullable Object> array = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(json));
                }
                yield array;
            }
            case VALUE_STRING -> json.getText();
            case VALUE_NUMBER_INT -> json.getLongValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new AssertionError(json.currentToken());
        };
    }
}
