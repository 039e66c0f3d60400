package dev.countersign.certs.chain;

import dev.countersign.certs.pem.Unreadable;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Does each certificate of a chain certify the one before it (RFC 8446 section 4.4.2; ACM: "Certificate import problems")? */
public final class ChainOrder {
    private ChainOrder() {}

    /**
     * Checks a chain.
     *
     * @throws Unreadable if a certificate is repeated, or does not certify the one before it
     */
    public static void check(List<X509Certificate> chain) throws Unreadable {
        Optional<String> problem = problem(chain);
        if (problem.isPresent()) {
            throw new Unreadable(problem.orElseThrow());
        }
    }

    /** The first certificate that is repeated, or that does not certify the one before it: the rest of a sentence. */
    public static Optional<String> problem(List<X509Certificate> chain) {
        for (int next = 1; next < chain.size(); next++) {
            int first = chain.indexOf(chain.get(next));
            if (first < next) {
                return Optional.of("has certificate " + (first + 1) + " (" + Subject.of(chain.get(first))
                        + ") again as certificate " + (next + 1) + ": remove the repetition");
            }
        }
        for (int next = 1; next < chain.size(); next++) {
            if (!certifies(chain.get(next), chain.get(next - 1))) {
                return Optional.of("is out of order: certificate " + (next + 1) + " (" + Subject.of(chain.get(next))
                        + ") does not certify certificate " + next + " (" + Subject.of(chain.get(next - 1))
                        + "); put the leaf first, then each issuer in turn");
            }
        }
        return Optional.empty();
    }

    /** The chain from a leaf upwards, as far as {@code others}, which are in no order, hold the issuers. */
    public static List<X509Certificate> upwards(X509Certificate leaf, List<X509Certificate> others) {
        List<X509Certificate> chain = new ArrayList<>(List.of(leaf));
        Optional<X509Certificate> issuer = issuer(chain, others);
        while (issuer.isPresent()) {
            chain.add(issuer.orElseThrow());
            issuer = issuer(chain, others);
        }
        return chain;
    }

    private static Optional<X509Certificate> issuer(List<X509Certificate> chain, List<X509Certificate> among) {
        X509Certificate last = chain.get(chain.size() - 1);
        return among.stream()
                .filter(candidate -> !chain.contains(candidate) && certifies(candidate, last))
                .findFirst();
    }

    /** Whether one certificate names and signs the other; a self-signed one does so to itself. */
    public static boolean certifies(X509Certificate issuer, X509Certificate subject) {
        if (!issuer.getSubjectX500Principal().equals(subject.getIssuerX500Principal())) {
            return false;
        }
        try {
            subject.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException notSignedByIt) {
            return false;
        }
    }
}
