package dev.countersign.core.viewer;

import dev.countersign.certs.KeyedChain;
import dev.countersign.config.ListenerTlsConfig;
import dev.countersign.config.TlsVersion;
import dev.countersign.core.tls.TlsEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.Mapping;
import io.netty.util.ReferenceCountUtil;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of one TLS listener, chosen by the viewer's SNI: an exact name, then a wildcard, then the listener's
 * first certificate. Where two certificates carry the same name the first one has it.
 */
public final class ViewerCertificates implements Mapping<String, SslContext> {
    private static final int DNS_NAME = 2;

    private final List<SslContext> contexts = new ArrayList<>();
    private final SslContext first;
    private final Map<String, SslContext> byName = new HashMap<>();

    /** The listener, and each connection: a ClientHello may come long after the listener has got others. */
    private final AtomicInteger users = new AtomicInteger(1);

    private ViewerCertificates(SslContext first) {
        this.first = first;
        contexts.add(first);
    }

    /**
     * Builds one TLS context per certificate.
     *
     * @param certificates at least one, in the listener's order
     * @throws SSLException the TLS engine refuses a key or a chain
     */
    public static ViewerCertificates of(TlsEngine engine, ListenerTlsConfig listener, List<KeyedChain> certificates)
            throws SSLException {
        ViewerCertificates chosen = new ViewerCertificates(context(engine, listener, certificates.get(0)));
        chosen.add(certificates.get(0), chosen.first);
        try {
            for (KeyedChain certificate : certificates.subList(1, certificates.size())) {
                SslContext context = context(engine, listener, certificate);
                chosen.contexts.add(context);
                chosen.add(certificate, context);
            }
            return chosen;
        } catch (SSLException | RuntimeException refused) {
            chosen.release();
            throw refused;
        }
    }

    private static SslContext context(TlsEngine engine, ListenerTlsConfig listener, KeyedChain certificate)
            throws SSLException {
        return SslContextBuilder.forServer(
                        certificate.key(), certificate.chain().toArray(new X509Certificate[0]))
                .sslProvider(engine.provider())
                .protocols(Arrays.stream(TlsVersion.values())
                        .filter(version -> version.compareTo(listener.minimumVersion()) >= 0)
                        .map(TlsVersion::label)
                        .toArray(String[]::new))
                .build();
    }

    private void add(KeyedChain certificate, SslContext context) {
        try {
            Collection<List<?>> names = certificate.leaf().getSubjectAlternativeNames();
            if (names == null) {
                return;
            }
            for (List<?> name : names) {
                if (name.get(0) instanceof Integer kind && kind == DNS_NAME && name.get(1) instanceof String dns) {
                    byName.putIfAbsent(dns.toLowerCase(Locale.ROOT), context);
                }
            }
        } catch (CertificateParsingException unreadable) {
            return; // it can still answer as the first certificate
        }
    }

    /** For one more user, who releases it too; somebody has to be using it already. */
    void retain() {
        users.incrementAndGet();
    }

    /** Lets go of native memory once the last user has. */
    public void release() {
        if (users.decrementAndGet() == 0) {
            contexts.forEach(ReferenceCountUtil::release);
        }
    }

    @Override
    public SslContext map(@Nullable String serverName) {
        if (serverName == null) {
            return first;
        }
        SslContext exact = byName.get(serverName);
        if (exact != null) {
            return exact;
        }
        int dot = serverName.indexOf('.');
        return dot < 0 ? first : byName.getOrDefault("*" + serverName.substring(dot), first);
    }
}
