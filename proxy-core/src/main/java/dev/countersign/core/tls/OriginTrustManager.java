package dev.countersign.core.tls;

import dev.countersign.core.tls.certificate.OriginCertificateCheck;
import dev.countersign.core.tls.certificate.RefusalText;
import io.netty.handler.ssl.ResumableX509ExtendedTrustManager;
import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Puts the origin's certificate before {@link OriginCertificateCheck}, on full and on resumed handshakes alike: what was
 * fine when the session was made may have expired since.
 */
final class OriginTrustManager extends X509ExtendedTrustManager implements ResumableX509ExtendedTrustManager {
    private static final String UNREADABLE = "garbage: what the origin showed cannot be read as certificates";

    private final BiFunction<X509Certificate[], String, OriginCertificateCheck.Verdict> check;
    private final Function<SSLEngine, HandshakeRecorder> recorders;

    OriginTrustManager(
            BiFunction<X509Certificate[], String, OriginCertificateCheck.Verdict> check,
            Function<SSLEngine, HandshakeRecorder> recorders) {
        this.check = check;
        this.recorders = recorders;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        verify(chain, engine, recorders.apply(engine));
    }

    @Override
    public void resumeServerTrusted(X509Certificate[] chain, SSLEngine engine) throws CertificateException {
        HandshakeRecorder recorder = recorders.apply(engine);
        recorder.resumed();
        verify(chain, engine, recorder);
    }

    /**
     * A handshake is over in which nobody asked us: then it was a resumed one. Netty 4.2.18 forgets to ask when the
     * single-use ticket it resumed with has been cleared away meanwhile, for another connection.
     */
    void catchUp(SSLEngine engine, HandshakeRecorder recorder) {
        if (recorder.hasSeenServer()) {
            return;
        }
        try {
            Certificate[] peer = engine.getSession().getPeerCertificates();
            resumeServerTrusted(Arrays.copyOf(peer, peer.length, X509Certificate[].class), engine);
        } catch (CertificateException refused) {
            // The recorder knows why.
        } catch (SSLPeerUnverifiedException anonymous) {
            recorder.refuse(MtlsOutcome.Plain.ORIGIN_UNTRUSTED);
        }
    }

    private void verify(X509Certificate[] chain, SSLEngine engine, HandshakeRecorder recorder)
            throws CertificateException {
        if (!isReadable(chain)) {
            recorder.refuse(MtlsOutcome.Plain.GARBAGE, UNREADABLE);
            throw new CertificateException(UNREADABLE);
        }
        recorder.server(chain);
        OriginCertificateCheck.Verdict verdict = check.apply(chain, engine.getPeerHost());
        if (verdict instanceof OriginCertificateCheck.Refused refused) {
            String text = RefusalText.of(refused.outcome().label(), chain[0], engine.getPeerHost());
            recorder.refuse(refused.outcome(), text);
            throw new CertificateException(text);
        }
    }

    /** Netty parses BoringSSL's certificates when they are first asked for anything, and throws what is not declared. */
    private static boolean isReadable(X509Certificate[] chain) {
        try {
            for (X509Certificate link : chain) {
                link.getPublicKey();
            }
            return true;
        } catch (RuntimeException malformed) {
            return false;
        }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("engines only");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("engines only");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("origins only");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("origins only");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("origins only");
    }

    @Override
    public void resumeClientTrusted(X509Certificate[] chain, SSLEngine engine) throws CertificateException {
        throw new CertificateException("origins only");
    }
}
