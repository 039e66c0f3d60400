package dev.countersign.testkit.certificate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate revocation list.
 *
 * @param der not copied
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record TestCrl(byte[] der) {
    static TestCrl signed(CrlSpec spec, X500Principal issuer, KeyPair keys) {
        try {
            X509v2CRLBuilder builder =
                    new X509v2CRLBuilder(X500Name.getInstance(issuer.getEncoded()), Date.from(spec.thisUpdate));
            if (spec.nextUpdate != null) {
                builder.setNextUpdate(Date.from(spec.nextUpdate));
            }
            for (BigInteger serial : spec.revoked) {
                if (spec.entryExtensions.isEmpty()) {
                    builder.addCRLEntry(serial, Date.from(spec.thisUpdate), CRLReason.unspecified);
                } else {
                    builder.addCRLEntry(serial, Date.from(spec.thisUpdate), extensions(spec.entryExtensions));
                }
            }
            for (CrlSpec.Extended extension : spec.extensions) {
                builder.addExtension(new ASN1ObjectIdentifier(extension.oid()), extension.critical(), extension.der());
            }
            return new TestCrl(builder.build(new JcaContentSignerBuilder(spec.hash.algorithmFor(keys.getPrivate()))
                            .build(keys.getPrivate()))
                    .getEncoded());
        } catch (IOException | OperatorCreationException failed) {
            throw new IllegalStateException("cannot issue a list of " + issuer, failed);
        }
    }

    private static Extensions extensions(List<CrlSpec.Extended> wanted) {
        return new Extensions(wanted.stream()
                .map(it -> new Extension(new ASN1ObjectIdentifier(it.oid()), it.critical(), it.der()))
                .toArray(Extension[]::new));
    }

    /** The list as PEM. */
    public String pem() {
        return PemText.of("X509 CRL", der);
    }

    /** Writes it as PEM over {@code file}, at one rename as rotations do, and returns that path. */
    public Path writeTo(Path file) {
        try {
            Path beside = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), pem());
            return Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
