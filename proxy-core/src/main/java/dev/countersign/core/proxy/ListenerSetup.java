package dev.countersign.core.proxy;

import dev.countersign.certs.KeyedChain;
import dev.countersign.config.BindAddress;
import dev.countersign.config.ListenerTlsConfig;
import java.util.List;
import java.util.Optional;

/** One listener with its certificates loaded. */
public record ListenerSetup(BindAddress bind, Optional<Tls> tls) {
    /** {@code certificates} in the order of the configuration, at least one. */
    public record Tls(ListenerTlsConfig config, List<KeyedChain> certificates) {
        public Tls {
            certificates = List.copyOf(certificates);
        }

        /** Whether viewers would see no difference. Where files are, and what places they are named at, makes none. */
        boolean actsLike(Tls other) {
            return settings().equals(other.settings()) && chains().equals(other.chains());
        }

        private ListenerTlsConfig settings() {
            return new ListenerTlsConfig(
                    List.of(), config.minimumVersion(), config.handshakeTimeout(), config.clientHelloBytes());
        }

        private List<?> chains() {
            return certificates.stream().map(KeyedChain::chain).toList();
        }
    }
}
