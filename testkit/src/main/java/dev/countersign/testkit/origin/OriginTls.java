package dev.countersign.testkit.origin;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a real origin speaks TLS; nginx and {@code openssl s_server} are started from the same value.
 *
 * @param chain PEM file, leaf first
 * @param key PEM file, not encrypted
 * @param asking whether a client certificate is asked for
 * @param clientCa PEM bundle that client certificates must chain to; null only when the origin never asks
 * @param protocols any of {@code TLSv1.2}, {@code TLSv1.3}; never empty
 */
public record OriginTls(
        Path chain, Path key, Asking asking, @Nullable Path clientCa, List<String> protocols) {

    public OriginTls {
        protocols = List.copyOf(protocols);
        if (protocols.isEmpty()) {
            throw new IllegalArgumentException("an origin speaks at least one TLS version");
        }
        if (asking != Asking.NEVER && clientCa == null) {
            throw new IllegalArgumentException("an origin that asks needs a client CA to check against");
        }
    }

    /** TLS 1.2 and 1.3, no question asked. */
    public static OriginTls serving(Path chain, Path key) {
        return new OriginTls(chain, key, Asking.NEVER, null, List.of("TLSv1.2", "TLSv1.3"));
    }

    public OriginTls asking(Asking question, Path trusted) {
        return new OriginTls(chain, key, question, trusted, protocols);
    }

    public OriginTls speaking(String... versions) {
        return new OriginTls(chain, key, asking, clientCa, List.of(versions));
    }
}
