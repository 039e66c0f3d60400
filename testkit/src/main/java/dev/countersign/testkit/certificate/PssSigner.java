package dev.countersign.testkit.certificate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PSSParameterSpec;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.ContentSigner;

/** Signs with RSASSA-PSS and any parameters, unusual ones too, which Bouncy Castle's own builder does not offer. */
final class PssSigner implements ContentSigner {
    private static final String ALGORITHM = "RSASSA-PSS";

    private final PSSParameterSpec parameters;
    private final PrivateKey key;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    PssSigner(PSSParameterSpec parameters, PrivateKey key) {
        this.parameters = parameters;
        this.key = key;
    }

    @Override
    public AlgorithmIdentifier getAlgorithmIdentifier() {
        try {
            AlgorithmParameters encodable = AlgorithmParameters.getInstance(ALGORITHM);
            encodable.init(parameters);
            return new AlgorithmIdentifier(
                    PKCSObjectIdentifiers.id_RSASSA_PSS, ASN1Primitive.fromByteArray(encodable.getEncoded()));
        } catch (GeneralSecurityException | IOException failed) {
            throw new IllegalStateException("cannot encode " + parameters, failed);
        }
    }

    @Override
    public OutputStream getOutputStream() {
        return content;
    }

    @Override
    public byte[] getSignature() {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.setParameter(parameters);
            signature.initSign(key);
            signature.update(content.toByteArray());
            return signature.sign();
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException("cannot sign with " + parameters, failed);
        }
    }
}
