package dev.countersign.certs.revocation;

import dev.countersign.certs.Fingerprint;
import dev.countersign.certs.naming.Printable;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CRLException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.security.auth.x500.X500Principal;

/** One certificate revocation list (RFC 5280 section 5): complete, of one authority, about its own certificates. */
public final class RevocationList {
    private static final int CRL_SIGN = 6;
    private static final int LONGEST_NAME = 200;

    /** Authorities of one name have few keys; who comes with more pays for the verification every time. */
    private static final int REMEMBERED_KEYS = 8;

    private final X509CRL list;
    private final Scope scope;
    private final int size;
    private final Map<PublicKey, Boolean> signedWith = new ConcurrentHashMap<>();

    RevocationList(X509CRL list, Scope scope) {
        this.list = list;
        this.scope = scope;
        Set<?> entries = list.getRevokedCertificates();
        this.size = entries == null ? 0 : entries.size();
    }

    X500Principal issuer() {
        return list.getIssuerX500Principal();
    }

    /** Who issued it, fit to be printed. */
    public String issuerName() {
        return Printable.of(issuer().getName(), LONGEST_NAME);
    }

    /** When it was issued. */
    public Instant thisUpdate() {
        return list.getThisUpdate().toInstant();
    }

    /** Until when there is to be another one; it counts for nothing afterwards. */
    public Instant nextUpdate() {
        return list.getNextUpdate().toInstant();
    }

    /** How many certificates it revokes. */
    public int size() {
        return size;
    }

    String fingerprint() {
        try {
            return Fingerprint.sha256(list.getEncoded());
        } catch (CRLException impossible) {
            throw new IllegalStateException("a parsed list has an encoding", impossible);
        }
    }

    boolean isCurrent(Instant now) {
        return !now.isBefore(thisUpdate()) && !now.isAfter(nextUpdate());
    }

    /** Would it name the certificate, were that revoked? */
    boolean speaksFor(X509Certificate certificate) {
        return scope.includes(certificate);
    }

    boolean names(X509Certificate certificate) {
        return list.getRevokedCertificate(certificate.getSerialNumber()) != null;
    }

    /** By its key, which may sign lists. A list may be large, so each key is tried once. */
    boolean isSignedBy(X509Certificate authority) {
        boolean[] usage = authority.getKeyUsage();
        if (usage != null && !usage[CRL_SIGN]) {
            return false;
        }
        PublicKey key = authority.getPublicKey();
        Boolean known = signedWith.get(key);
        if (known != null) {
            return known;
        }
        boolean signed = verifies(key);
        if (signedWith.size() < REMEMBERED_KEYS) {
            signedWith.put(key, signed);
        }
        return signed;
    }

    private boolean verifies(PublicKey key) {
        try {
            list.verify(key);
            return true;
        } catch (GeneralSecurityException anotherKey) {
            return false;
        }
    }
}
