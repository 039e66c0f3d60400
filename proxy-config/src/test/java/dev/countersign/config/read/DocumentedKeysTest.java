package dev.countersign.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.BindAddress;
import dev.countersign.config.Located;
import dev.countersign.config.Position;
import dev.countersign.config.ProxyConfig;
import dev.countersign.config.Secret;
import dev.countersign.config.distribution.CustomHeader;
import dev.countersign.config.policy.ResponseHeadersPolicy;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/config.md names every key, no other, and says of each whether it acts. */
final class DocumentedKeysTest {
    private static final Pattern HEADING = Pattern.compile("##+ `([^`]+)`.*");
    private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\|.*");
    private static final String TOP = "top level";
    private static final String NOT_YET = "not available yet";

    /** Record components that carry another name than their key. */
    private static final Map<String, String> RENAMED = Map.ofEntries(
            Map.entry("file", "path"),
            Map.entry("authorities", "publicCas"),
            Map.entry("files", "clientCertificate"),
            Map.entry("certificate", "clientCertificate"),
            Map.entry("arn", "clientCertificateArn"),
            Map.entry("kind", "s3OriginConfig"),
            Map.entry("fallback", "fallbackCertificateArn"),
            Map.entry("rules", "certificateRules"),
            Map.entry("page", "responsePagePath"),
            Map.entry("defaultBehavior", "defaultCacheBehavior"),
            Map.entry("behaviors", "cacheBehaviors"),
            Map.entry("place", "bind"),
            Map.entry("source", "file"),
            Map.entry("document", "file"));

    @Test
    void everyKeyIsDocumentedAndEveryDocumentedKeyExists() throws IOException {
        Set<String> known = KeyTree.known();
        assertThat(known).hasSizeGreaterThan(100);
        assertThat(rows().keySet()).containsExactlyInAnyOrderElementsOf(known);
    }

    @Test
    void docsMarkExactlyTheKeysThatAreNotAvailableYet() throws IOException {
        rows().forEach((path, row) -> assertThat(row.contains(NOT_YET))
                .as("%s is marked \"%s\"", path, NOT_YET)
                .isEqualTo(Unavailable.KEYS.keySet().stream().anyMatch(it -> it.equals(path) || isGroupOf(it, path))));
    }

    @Test
    void everyRecordComponentIsADocumentedKey() throws IOException {
        Set<String> documented = new TreeSet<>();
        rows().keySet().forEach(path -> documented.add(path.replaceAll(".*\\.", "")));
        Set<String> components = new TreeSet<>();
        collect(ProxyConfig.class, components);
        assertThat(components).contains("connectionTimeout", "clientHelloBytes");
        assertThat(components).allSatisfy(it -> assertThat(documented).contains(RENAMED.getOrDefault(it, it)));
    }

    /** A mapping with nothing in it but keys that are not available yet. */
    private static boolean isGroupOf(String unavailable, String path) {
        return unavailable.startsWith(path + ".")
                && KeyTree.known().stream()
                        .filter(it -> it.startsWith(path + "."))
                        .allMatch(it -> Unavailable.KEYS.containsKey(it));
    }

    private static Map<String, String> rows() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        String section = "";
        for (String line : Files.readAllLines(Readings.root().resolve("docs/config.md"))) {
            Matcher heading = HEADING.matcher(line);
            Matcher row = ROW.matcher(line);
            if (heading.matches()) {
                section = heading.group(1).equals(TOP) ? "" : heading.group(1) + ".";
            } else if (row.matches()) {
                assertThat(rows.put(section + row.group(1), line)).as(line).isNull();
            }
        }
        return rows;
    }

    private static void collect(Type type, Set<String> components) {
        if (type instanceof ParameterizedType parameterized) {
            for (Type argument : parameterized.getActualTypeArguments()) {
                collect(argument, components);
            }
        } else if (type instanceof Class<?> declared && declared.isSealed() && !declared.isEnum()) {
            for (Class<?> permitted : declared.getPermittedSubclasses()) {
                collect(permitted, components);
            }
        } else if (type instanceof Class<?> declared && declared.isRecord() && !opaque(declared)) {
            for (RecordComponent component : declared.getRecordComponents()) {
                components.add(component.getName());
                collect(component.getGenericType(), components);
            }
        }
    }

    private static boolean opaque(Class<?> type) {
        return type == Located.class
                || type == Position.class
                || type == BindAddress.class
                || type == CustomHeader.class
                || type == ResponseHeadersPolicy.class // one header a key; the record has what they say
                || type == Secret.class;
    }
}
