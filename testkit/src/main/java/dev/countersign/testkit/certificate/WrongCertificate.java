package dev.countersign.testkit.certificate;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * The ways a certificate can be wrong. Each is made of one that would be right, and is wrong in this way only; whoever must
 * refuse it has no other reason to.
 */
public enum WrongCertificate {
    /** Ended an hour ago. */
    EXPIRED,
    /** Begins in an hour. */
    NOT_YET_VALID,
    /** The other side's extended key usage: servers' for a client, clients' for a server. */
    WRONG_USE,
    /** No extended key usage, which RFC 5280 reads as any, and CloudFront as none. */
    NO_USE,
    /** For {@link #OTHER_NAME}. */
    WRONG_NAME,
    /** Issued by an authority of the same name that nobody trusts. */
    FOREIGN_AUTHORITY,
    /** X.509 v1: no extensions. */
    VERSION_1,
    /** Signed with SHA-1. */
    SHA1,
    /** RSA of 1024 bits. */
    WEAK_KEY,
    /** Leaf, then the two authorities above it in the wrong order. */
    OUT_OF_ORDER,
    /** Leaf and three authorities, the root not among them. */
    TOO_DEEP,
    /** Leaf, its authority, and the leaf again. */
    LEAF_REPEATED;

    /** Nobody's name. */
    public static final String OTHER_NAME = "somebody-else.example";

    /**
     * A certificate that is wrong in this way.
     *
     * @param authority issues it, or a {@link #FOREIGN_AUTHORITY} in its place
     * @param right what would be right; changed by this call
     */
    public TestCertificate issue(TestAuthority authority, CertificateSpec right) {
        return switch (this) {
            case EXPIRED -> authority.issue(right.expired());
            case NOT_YET_VALID -> authority.issue(right.notYetValid());
            case WRONG_USE ->
                authority.issue(right.use(right.use == ExtendedUse.SERVER ? ExtendedUse.CLIENT : ExtendedUse.SERVER));
            case NO_USE -> authority.issue(right.use(ExtendedUse.NONE));
            case WRONG_NAME -> authority.issue(right.subject("CN=" + OTHER_NAME).names(OTHER_NAME));
            case FOREIGN_AUTHORITY -> twin(authority).issue(right);
            case VERSION_1 -> authority.issue(right.version1());
            case SHA1 -> authority.issue(right.signedWith(SignatureHash.SHA1));
            case WEAK_KEY -> authority.issue(right.key(KeyType.RSA_1024));
            case OUT_OF_ORDER ->
                outOfOrder(authority.intermediate("Upper").intermediate("Lower").issue(right));
            case TOO_DEEP ->
                authority
                        .intermediate("One")
                        .intermediate("Two")
                        .intermediate("Three")
                        .issue(right);
            case LEAF_REPEATED -> leafRepeated(authority.intermediate("One").issue(right));
        };
    }

    private static TestAuthority twin(TestAuthority authority) {
        CertificateSpec sameName = CertificateSpec.authority("Twin");
        sameName.subject = X500Name.getInstance(
                authority.certificate().getSubjectX500Principal().getEncoded());
        return TestAuthority.create(sameName);
    }

    private static TestCertificate outOfOrder(TestCertificate made) {
        List<X509Certificate> chain = new ArrayList<>(made.chain());
        chain.add(1, chain.remove(2));
        return made.withChain(chain);
    }

    private static TestCertificate leafRepeated(TestCertificate made) {
        List<X509Certificate> chain = new ArrayList<>(made.chain());
        chain.add(made.leaf());
        return made.withChain(chain);
    }
}
