package dev.countersign.testkit.tls;

import dev.countersign.testkit.certificate.TestCertificate;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.tls.AbstractTlsServer;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateEntry;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.jspecify.annotations.Nullable;

/** What the origin wants of TLS: one version, and the client's certificate or not. Its own key is a P-256 one. */
final class Server extends AbstractTlsServer {
    private final TestCertificate own;
    private final ProtocolVersion version;
    private final boolean asks;
    private final Runnable shown;

    Server(TestCertificate own, String version, boolean asks, Runnable shown) {
        super(new BcTlsCrypto());
        this.own = own;
        this.version = version.equals("TLSv1.3") ? ProtocolVersion.TLSv13 : ProtocolVersion.TLSv12;
        this.asks = asks;
        this.shown = shown;
    }

    private boolean is13() {
        return TlsUtils.isTLSv13(version);
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return version.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return new int[] {
            is13() ? CipherSuite.TLS_AES_128_GCM_SHA256 : CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
        };
    }

    @Override
    public TlsCredentials getCredentials() throws IOException {
        return new BcDefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context),
                (BcTlsCrypto) getCrypto(),
                PrivateKeyFactory.createKey(own.key().getEncoded()),
                chain(),
                SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa));
    }

    private Certificate chain() throws IOException {
        List<X509Certificate> links = own.chain();
        TlsCertificate[] chain = new TlsCertificate[links.size()];
        CertificateEntry[] entries = new CertificateEntry[links.size()];
        for (int i = 0; i < chain.length; i++) {
            try {
                chain[i] = getCrypto().createCertificate(links.get(i).getEncoded());
            } catch (CertificateEncodingException e) {
                throw new AssertionError(e);
            }
            entries[i] = new CertificateEntry(chain[i], null);
        }
        return is13() ? new Certificate(TlsUtils.EMPTY_BYTES, entries) : new Certificate(chain);
    }

    /** With no word about whom it trusts. */
    @Override
    public @Nullable CertificateRequest getCertificateRequest() throws IOException {
        if (!asks) {
            return null;
        }
        var signatures = TlsUtils.getDefaultSupportedSignatureAlgorithms(context);
        return is13()
                ? new CertificateRequest(TlsUtils.EMPTY_BYTES, signatures, null, null)
                : new CertificateRequest(
                        new short[] {ClientCertificateType.rsa_sign, ClientCertificateType.ecdsa_sign},
                        signatures,
                        null);
    }

    @Override
    public void notifyClientCertificate(Certificate certificate) {
        if (!certificate.isEmpty()) {
            shown.run();
        }
    }
}
