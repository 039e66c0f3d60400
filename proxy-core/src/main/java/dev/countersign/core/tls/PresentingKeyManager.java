package dev.countersign.core.tls;

import dev.countersign.certs.ClientCertificate;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Answers an origin's CertificateRequest. TLS providers consult it only then, so being asked <em>is</em> the fact that
 * the origin asked. It presents the configured certificate even if the origin's hints do not name its issuer: hints are
 * often incomplete, and the operator has already chosen for this origin.
 *
 * <p>It never answers "none": an origin that asks where nothing fits is refused, not met anonymously.
 */
final class PresentingKeyManager extends X509ExtendedKeyManager {
    private final TlsEngine engine;
    private final @Nullable ClientCertificate certificate;
    private final Function<SSLEngine, HandshakeRecorder> recorders;
    private final String alias;

    PresentingKeyManager(
            TlsEngine engine,
            @Nullable ClientCertificate certificate,
            Function<SSLEngine, HandshakeRecorder> recorders) {
        this.engine = engine;
        this.certificate = certificate;
        this.recorders = recorders;
        this.alias = certificate == null ? "none" : certificate.identity().digest();
    }

    /** Stops a handshake from inside a callback; the reason stands in the recorder. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(MtlsOutcome outcome) {
            super(outcome.label(), null, false, false);
        }
    }

    @Override
    public String chooseEngineClientAlias(String[] keyTypes, Principal @Nullable [] issuers, SSLEngine connection) {
        HandshakeRecorder recorder = recorders.apply(connection);
        recorder.requested(issuers);
        if (certificate == null) {
            throw refused(recorder, MtlsOutcome.Plain.REQUESTED_NONE_CONFIGURED);
        }
        if (!fits(certificate.material().key(), keyTypes)) {
            throw refused(recorder, MtlsOutcome.Plain.WITHHELD_KEY_TYPE);
        }
        recorder.presented(certificate, !named(certificate, issuers));
        return alias;
    }

    private static Refused refused(HandshakeRecorder recorder, MtlsOutcome outcome) {
        recorder.refuse(outcome);
        return new Refused(outcome);
    }

    /**
     * Ed25519 counts as EC among TLS 1.2's certificate types (RFC 8422 section 5.5), which are what BoringSSL names here; it
     * looks at the signature schemes itself. The JDK names what the schemes allow.
     */
    private boolean fits(PrivateKey key, String @Nullable [] keyTypes) {
        if (keyTypes == null) {
            return true;
        }
        return switch (key.getAlgorithm()) {
            case "RSA" -> Arrays.asList(keyTypes).contains("RSA");
            case "EC" -> Arrays.asList(keyTypes).contains("EC");
            default ->
                Arrays.asList(keyTypes).contains(key.getAlgorithm())
                        || (engine == TlsEngine.BORINGSSL
                                && Arrays.asList(keyTypes).contains("EC"));
        };
    }

    private static boolean named(ClientCertificate certificate, Principal @Nullable [] issuers) {
        if (issuers == null || issuers.length == 0) {
            return true;
        }
        for (X509Certificate link : certificate.material().chain()) {
            X500Principal issuer = link.getIssuerX500Principal();
            if (Arrays.asList(issuers).contains(issuer)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String name) {
        return certificate == null ? null : certificate.material().chain().toArray(new X509Certificate[0]);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String name) {
        return certificate == null ? null : certificate.material().key();
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {alias};
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
        throw new UnsupportedOperationException("engines only");
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }
}
