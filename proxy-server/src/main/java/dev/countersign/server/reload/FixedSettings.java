package dev.countersign.server.reload;

import dev.countersign.config.ProxyConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What a running process cannot take over: event loops exist already, and what was opened for good stays open. */
final class FixedSettings {
    private static final Map<String, Function<ProxyConfig, Object>> SETTINGS = settings();

    private FixedSettings() {}

    private static Map<String, Function<ProxyConfig, Object>> settings() {
        Map<String, Function<ProxyConfig, Object>> settings = new LinkedHashMap<>();
        settings.put("admin", ProxyConfig::admin);
        settings.put("accessLog", ProxyConfig::accessLog);
        settings.put("runtime.eventLoops", config -> config.runtime().eventLoops());
        settings.put("runtime.transport", config -> config.runtime().transport());
        settings.put("runtime.nameservers", config -> config.runtime().nameservers());
        settings.put("limits.accessLogQueue", config -> config.limits().accessLogQueue());
        return settings;
    }

    /** A sentence for each that is other in {@code next} than in what the process was started with. */
    static List<String> waitingForRestart(ProxyConfig started, ProxyConfig next) {
        return SETTINGS.entrySet().stream()
                .filter(setting -> !Unplaced.same(
                        setting.getValue().apply(started), setting.getValue().apply(next)))
                .map(setting -> setting.getKey() + " is not what the process was started with: it is taken over after a"
                        + " restart")
                .toList();
    }
}
