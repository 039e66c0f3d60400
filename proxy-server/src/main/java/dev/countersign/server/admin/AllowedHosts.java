package dev.countersign.server.admin;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which Host values the admin listener answers: those of someone who means this address. A web page whose own name
 * resolves to it (DNS rebinding) would send that name, and is turned away.
 */
final class AllowedHosts {
    private final Set<String> hosts;

    /** {@code bindHost} comes without brackets. */
    AllowedHosts(String bindHost) {
        hosts = Set.copyOf(List.of("localhost", "127.0.0.1", "::1", bindHost.toLowerCase(Locale.ROOT)));
    }

    /** Whether to answer; {@code host} is the Host field's value, with or without port; null when there is none, as HTTP/1.0 allows */
    boolean contain(@Nullable String host) {
        return host == null || hosts.contains(withoutPort(host).toLowerCase(Locale.ROOT));
    }

    private static String withoutPort(String host) {
        if (host.startsWith("[")) {
            int end = host.indexOf(']');
            return end < 0 ? host : host.substring(1, end);
        }
        int colon = host.indexOf(':');
        return colon < 0 ? host : host.substring(0, colon);
    }
}
