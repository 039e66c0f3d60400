package dev.countersign.certs;

import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * May this certificate be presented to an origin? Its extended key usage must allow TLS client authentication, as
 * CloudFront requires ("Certificate management with AWS Certificate Manager"). Its dates are no reason to refuse it here:
 * an expired certificate is presented, and the origin decides.
 */
public final class ClientCertificates {
    private static final String CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2"; // RFC 5280 section 4.2.1.12
    private static final String SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";

    private ClientCertificates() {}

    /**
     * Reads a client certificate from PEM files, as version 1: whoever sees the files change counts on. Unusable for the
     * reasons of {@link KeyedChains#fromFiles} and if the leaf is not for client authentication.
     */
    public static Loaded<ClientCertificate> fromFiles(Path chainFile, Path keyFile) {
        return of(KeyedChains.fromFiles(chainFile, keyFile), chainFile.toString(), 1);
    }

    /**
     * Makes a client certificate of what was loaded, with its warnings; problems stay problems.
     *
     * @param source its ARN or its chain file; begins the sentence if the leaf is not for client authentication
     * @param version see {@link Identity#version()}
     */
    public static Loaded<ClientCertificate> of(Loaded<KeyedChain> loaded, String source, long version) {
        if (loaded instanceof Loaded.Usable<KeyedChain> usable) {
            KeyedChain material = usable.value();
            List<String> found = extendedKeyUsage(material.leaf());
            return found.contains(CLIENT_AUTHENTICATION)
                    ? new Loaded.Usable<>(
                            new ClientCertificate(Identity.of(material, version), material, source), usable.warnings())
                    : new Loaded.Unusable<>(List.of(refusal(source, material.leaf(), found)));
        }
        return new Loaded.Unusable<>(((Loaded.Unusable<KeyedChain>) loaded).problems());
    }

    private static List<String> extendedKeyUsage(X509Certificate leaf) {
        try {
            List<String> found = leaf.getExtendedKeyUsage();
            return found == null ? List.of() : found;
        } catch (CertificateParsingException malformed) {
            return List.of();
        }
    }

    private static String refusal(String source, X509Certificate leaf, List<String> found) {
        String usage = found.isEmpty()
                ? "has no readable extended key usage"
                : "is for "
                        + String.join(
                                ", ",
                                found.stream().map(ClientCertificates::purpose).toList()) + " only";
        return source + " holds a certificate (" + Subject.of(leaf) + ") that " + usage
                + ": issue it with the extended key usage TLS client authentication (" + CLIENT_AUTHENTICATION + ")";
    }

    private static String purpose(String oid) {
        return oid.equals(SERVER_AUTHENTICATION) ? "TLS server authentication (" + oid + ")" : oid;
    }
}
