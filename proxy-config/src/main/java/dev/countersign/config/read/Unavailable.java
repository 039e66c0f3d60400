package dev.countersign.config.read;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keys whose behaviour is not built yet. One row each: its path, and the values that describe what runs without it and are
 * therefore accepted. Building a behaviour removes its row and reads the key in its section; the table ends empty.
 */
final class Unavailable {
    static final Map<String, List<String>> KEYS = keys();

    private Unavailable() {}

    private static Map<String, List<String>> keys() {
        Map<String, List<String>> keys = new LinkedHashMap<>();
        process(keys);
        distributions(keys);
        return Collections.unmodifiableMap(keys);
    }

    private static void process(Map<String, List<String>> keys) {
        keys.put("listeners[].http2PriorKnowledge", List.of("false"));
        keys.put("listeners[].proxyProtocol.mode", List.of("off"));
        keys.put("listeners[].proxyProtocol.trustedSources", List.of("[]"));
        keys.put("listeners[].tls.http2", List.of("false"));
        keys.put("listeners[].tls.sessionTickets", List.of("false"));
        keys.put("listeners[].tls.clientCertificates", List.of("none"));
        keys.put("listeners[].tls.trust", List.of());
        keys.put("listeners[].tls.forwardSubjectHeader", List.of("none"));
        keys.put("admin.token", List.of("none"));
        keys.put("admin.tls", List.of("none"));
        keys.put("admin.allowedHosts", List.of("[]"));
        keys.put("log.level", List.of("info"));
        keys.put("log.format", List.of("text"));
        keys.put("metrics.otlp", List.of("none"));
        keys.put("accessLog.format", List.of("json"));
        keys.put("accessLog.extensionFields", List.of("false"));
        keys.put("accessLog.fields", List.of("all"));
        keys.put("accessLog.rotate", List.of("none"));
        keys.put("limits.http2", List.of());
    }

    private static void distributions(Map<String, List<String>> keys) {
        String distribution = "distributions[].";
        for (String behavior : List.of("defaultCacheBehavior.", "cacheBehaviors[].")) {
            keys.put(distribution + behavior + "grpcConfig.enabled", List.of("false"));
        }
    }
}
