package dev.countersign.core.tls;

import dev.countersign.config.TlsVersion;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContextBuilder;
import java.util.Set;

/**
 * What an origin is offered in the ClientHello.
 *
 * @param versions at least one; exactly these
 * @param postQuantum X25519MLKEM768, too, where the TLS engine has it: BoringSSL does, the JDK up to 25 has not. It makes the
 *     ClientHello too large for one packet, which some boxes on the way do not survive
 */
public record TlsOffer(Set<TlsVersion> versions, boolean postQuantum) {
    /** What BoringSSL is given instead of its own list, which begins with X25519MLKEM768. */
    private static final String[] CLASSICAL_GROUPS = {"X25519", "P-256", "P-384", "P-521"};

    public TlsOffer {
        versions = Set.copyOf(versions);
    }

    SslContextBuilder applyTo(SslContextBuilder builder, TlsEngine engine) {
        builder.protocols(versions.stream().map(TlsVersion::label).sorted().toArray(String[]::new));
        return engine == TlsEngine.BORINGSSL && !postQuantum
                ? builder.option(OpenSslContextOption.GROUPS, CLASSICAL_GROUPS)
                : builder;
    }
}
