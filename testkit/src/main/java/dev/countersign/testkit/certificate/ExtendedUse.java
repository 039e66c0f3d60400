package dev.countersign.testkit.certificate;

import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/** What a certificate's extended key usage allows (RFC 5280 section 4.2.1.12). */
public enum ExtendedUse {
    /** The extension is absent. */
    NONE,
    /** TLS client authentication. */
    CLIENT,
    /** TLS server authentication. */
    SERVER,
    /** Both. */
    BOTH,
    /** Whatever it is asked for. */
    ANY,
    /** Mail, and so nothing that TLS needs. */
    MAIL;

    List<KeyPurposeId> purposes() {
        return switch (this) {
            case NONE -> List.of();
            case CLIENT -> List.of(KeyPurposeId.id_kp_clientAuth);
            case SERVER -> List.of(KeyPurposeId.id_kp_serverAuth);
            case BOTH -> List.of(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth);
            case ANY -> List.of(KeyPurposeId.anyExtendedKeyUsage);
            case MAIL -> List.of(KeyPurposeId.id_kp_emailProtection);
        };
    }
}
