package dev.countersign.core.tls;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.PeerTrust;
import dev.countersign.core.tls.certificate.OriginCertificateCheck;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards one origin, under one identity and one trust, for ever: nothing in it changes, so no connection and no
 * stored session can carry another identity than this one's. A rotation makes a new one and releases this. A session made
 * while the identity was valid is not resumed once it has expired: the origin is to decide anew.
 *
 * <p>Thread-safe: connections of all event loops use it.
 */
public final class OriginTls {
    /** Sessions are kept per origin and server name, TLS 1.3's are used once: a handful serves every event loop. */
    private static final int STORED_SESSIONS = 32;

    private static final int STORED_SESSION_SECONDS = 300;

    /**
     * Added to the port that sessions are stored under once the identity has expired: no session made before is found there,
     * also one whose ticket comes only then. TLS providers do not look at that number otherwise, and no port is so high.
     */
    private static final int AFTER_EXPIRY = 1 << 16;

    private final TlsEngine engine;
    private final BiFunction<X509Certificate[], String, OriginCertificateCheck.Verdict> check;
    private final TlsOffer offer;
    private final OriginTrustManager trustManager;
    private final SslContext context;
    private final long notAfterMillis;
    private final Map<SSLEngine, HandshakeRecorder> recorders = new ConcurrentHashMap<>();
    private volatile HandshakeWitness witness = HandshakeWitness.NOBODY;

    /**
     * @param certificate what to present when asked; null refuses an origin that asks
     * @throws SSLException the engine does not accept the key or the offer
     */
    public OriginTls(TlsEngine engine, @Nullable ClientCertificate certificate, PeerTrust trust, TlsOffer offer)
            throws SSLException {
        this(engine, certificate, new OriginCertificateCheck(trust)::verify, offer);
    }

    OriginTls(
            TlsEngine engine,
            @Nullable ClientCertificate certificate,
            BiFunction<X509Certificate[], String, OriginCertificateCheck.Verdict> check,
            TlsOffer offer)
            throws SSLException {
        this(
                engine,
                recorders -> new PresentingKeyManager(engine, certificate, recorders),
                certificate == null
                        ? Long.MAX_VALUE
                        : certificate
                                .material()
                                .leaf()
                                .getNotAfter()
                                .toInstant()
                                .toEpochMilli(),
                check,
                offer);
    }

    private OriginTls(
            TlsEngine engine,
            Answering answering,
            long notAfterMillis,
            BiFunction<X509Certificate[], String, OriginCertificateCheck.Verdict> check,
            TlsOffer offer)
            throws SSLException {
        this.engine = engine;
        this.check = check;
        this.offer = offer;
        this.notAfterMillis = notAfterMillis;
        X509ExtendedKeyManager keyManager = answering.keyManager(this::recorder);
        trustManager = new OriginTrustManager(check, this::recorder);
        SslContextBuilder builder = offer.applyTo(SslContextBuilder.forClient(), engine)
                .sslProvider(engine.provider())
                .trustManager(trustManager)
                .sessionCacheSize(STORED_SESSIONS)
                .sessionTimeout(STORED_SESSION_SECONDS);
        // BoringSSL's provider parses the key once as it is. Netty's caching factory would do so, too, but (4.2.18)
        // counts one user too many where two loops meet at the first handshake: that native key is never freed.
        context = builder.keyManager(SingleKeyManagerFactory.of(keyManager)).build();
    }

    /** Who answers an origin that asks for a certificate. */
    interface Answering {
        X509ExtendedKeyManager keyManager(Function<SSLEngine, HandshakeRecorder> recorders);
    }

    /** The same trust and offer, but another answer for an origin that asks; no session in common. */
    OriginTls answering(Answering other) throws SSLException {
        return new OriginTls(engine, other, Long.MAX_VALUE, check, offer);
    }

    /** Has {@code next} told of every handshake that begins from now on. */
    public void tell(HandshakeWitness next) {
        witness = next;
    }

    /**
     * Prepares one handshake.
     *
     * @param serverName the name to send (unless it is an address), to check, and to store sessions under
     * @param port the origin's port, part of the stored sessions' key
     */
    public Negotiation negotiate(ByteBufAllocator allocator, String serverName, int port) {
        SslHandler handler = context.newHandler(allocator, serverName, sessionPort(port));
        handler.setHandshakeTimeoutMillis(0); // the attempt as a whole has a timeout
        HandshakeRecorder recorder = new HandshakeRecorder(
                NetUtil.isValidIpV4Address(serverName) || NetUtil.isValidIpV6Address(serverName) ? null : serverName,
                witness);
        recorders.put(handler.engine(), recorder);
        return new Negotiation(this, handler, recorder);
    }

    /** When the identity expires, epoch milliseconds; never, for none. */
    public long notAfterMillis() {
        return notAfterMillis;
    }

    private int sessionPort(int port) {
        return System.currentTimeMillis() < notAfterMillis ? port : port + AFTER_EXPIRY;
    }

    OriginTrustManager trustManager() {
        return trustManager;
    }

    void forget(SSLEngine engine) {
        recorders.remove(engine);
    }

    /** For one more snapshot, which releases it too. */
    public void share() {
        ReferenceCountUtil.retain(context);
    }

    /** Lets go of native memory once the last connection has; stored sessions go with it. */
    public void release() {
        ReferenceCountUtil.release(context);
    }

    private HandshakeRecorder recorder(SSLEngine engine) {
        HandshakeRecorder recorder = recorders.get(engine);
        if (recorder == null) {
            throw new IllegalStateException("a handshake nobody started");
        }
        return recorder;
    }
}
