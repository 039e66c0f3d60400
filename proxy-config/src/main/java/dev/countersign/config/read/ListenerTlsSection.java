package dev.countersign.config.read;

import dev.countersign.config.CertificateFiles;
import dev.countersign.config.Defaults;
import dev.countersign.config.ListenerTlsConfig;
import dev.countersign.config.TlsVersion;
import dev.countersign.config.value.CertificatePair;
import dev.countersign.config.yaml.Fields;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code listeners[].tls}: TLS towards viewers. */
final class ListenerTlsSection {
    private static final Duration LEAST_HANDSHAKE = Duration.ofMillis(100);
    private static final Duration MOST_HANDSHAKE = Duration.ofMinutes(5);
    private static final int LEAST_HELLO = 1 << 10;
    private static final int MOST_HELLO = 128 << 10;

    private ListenerTlsSection() {}

    static ListenerTlsConfig read(Fields fields) {
        List<Optional<CertificateFiles>> certificates =
                fields.requiredList("certificates", "list at least one {chain, key}", CertificatePair::read);
        return new ListenerTlsConfig(
                certificates.stream().flatMap(Optional::stream).toList(),
                fields.choice(
                        "minimumVersion",
                        List.of(TlsVersion.values()),
                        TlsVersion::label,
                        Defaults.VIEWER_MINIMUM_VERSION),
                fields.duration("handshakeTimeout", LEAST_HANDSHAKE, MOST_HANDSHAKE, Defaults.VIEWER_HANDSHAKE_TIMEOUT),
                fields.bufferSize("clientHelloBytes", LEAST_HELLO, MOST_HELLO, Defaults.CLIENT_HELLO_BYTES));
    }
}
