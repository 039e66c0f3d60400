package dev.countersign.certs.rules;

import static dev.countersign.certs.rules.Judgement.holds;

import dev.countersign.certs.naming.KeyTypeName;
import dev.countersign.certs.naming.SignatureName;
import dev.countersign.certs.pem.Pem;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/**
 * May a certificate be presented to an origin? CloudFront's requirements of client certificates ("Certificate management
 * with AWS Certificate Manager"), or what TLS can carry beyond them. A certificate's dates are no reason to refuse it: an
 * expired one is presented, and the origin decides. Nor is its issuer: the origin knows whom it trusts.
 */
public enum AttachmentRules {
    /** What CloudFront takes, and nothing else. */
    CLOUDFRONT,
    /** Also key types, sizes and chain lengths that CloudFront refuses, with a warning that says so. */
    RELAXED;

    /** Leaf, intermediates and root, as many of them as the chain holds: a root that is left out is not counted. */
    public static final int DEPTH_LIMIT = 3;

    /** Bytes of the whole chain, leaf included, as PEM with lines of 64 characters. */
    public static final int CHAIN_LIMIT = 64 * 1024;

    private static final Set<String> KEYS = Set.of(KeyTypeName.RSA_2048, KeyTypeName.P256);
    private static final Set<String> MORE_KEYS =
            Set.of(KeyTypeName.RSA_3072, KeyTypeName.RSA_4096, KeyTypeName.P384, KeyTypeName.P521, KeyTypeName.ED25519);
    private static final Set<String> SIGNATURES = Set.of(
            "SHA256WITHRSA",
            "SHA384WITHRSA",
            "SHA512WITHRSA",
            "SHA256WITHRSAANDMGF1",
            "SHA384WITHRSAANDMGF1",
            "SHA512WITHRSAANDMGF1",
            "SHA256WITHECDSA",
            "SHA384WITHECDSA",
            "SHA512WITHECDSA");
    private static final Set<String> MORE_SIGNATURES = Set.of("ED25519");
    private static final String OR_RELAXED = "; or name its files with certificateRules: relaxed";

    /** {@link #judge(List, Attached)} of a certificate that is new. */
    public Findings judge(List<X509Certificate> chain) {
        return judge(chain, Attached.NEW);
    }

    /**
     * What these rules say of a chain. Each sentence is the rest of one that begins with the certificate's ARN or file.
     * Version, usage, key and signature are asked of the leaf, number and size of the chain.
     *
     * @param chain leaf first, at least one; in order
     */
    public Findings judge(List<X509Certificate> chain, Attached attached) {
        X509Certificate leaf = chain.get(0);
        Judgement judgement = new Judgement();
        ClientUsage.judge(leaf, attached, judgement);
        judgeKey(leaf, judgement);
        judgeSignature(leaf, judgement);
        judgeDepth(chain.size(), judgement);
        judgeSize(Pem.certificates(chain).length(), judgement);
        return judgement.findings();
    }

    private void judgeKey(X509Certificate leaf, Judgement judgement) {
        String type = KeyTypeName.of(leaf.getPublicKey());
        if (!KEYS.contains(type)) {
            beyond(
                    MORE_KEYS.contains(type),
                    holds(leaf, "whose key is " + type),
                    "presents RSA_2048 and EC_prime256v1 only",
                    "request it with an RSA key of 2048 bits or an EC key on P-256 (openssl: -newkey rsa:2048, or"
                            + " -newkey ec -pkeyopt ec_paramgen_curve:P-256)",
                    judgement);
        }
    }

    private void judgeSignature(X509Certificate leaf, Judgement judgement) {
        String name = SignatureName.of(leaf);
        if (!SIGNATURES.contains(name)) {
            beyond(
                    MORE_SIGNATURES.contains(name),
                    holds(leaf, "signed with " + name),
                    "takes RSA, RSASSA-PSS and ECDSA with SHA-256, SHA-384 or SHA-512 only",
                    "have an authority with an RSA or EC key issue it, with SHA-256, SHA-384 or SHA-512 (openssl: -sha256)",
                    judgement);
        }
    }

    private void judgeDepth(int depth, Judgement judgement) {
        if (depth > DEPTH_LIMIT) {
            beyond(
                    true,
                    "holds a chain of " + depth + " certificates",
                    "takes " + DEPTH_LIMIT + " at most, leaf and root counted",
                    "leave out the root, or have the leaf issued by an authority nearer to it",
                    judgement);
        }
    }

    private void judgeSize(int bytes, Judgement judgement) {
        if (bytes > CHAIN_LIMIT) {
            beyond(
                    true,
                    "holds a chain of " + bytes + " bytes as PEM",
                    "takes " + CHAIN_LIMIT + " at most",
                    "leave out the root, or have it issued with fewer names and extensions",
                    judgement);
        }
    }

    /** What CloudFront does not take: refused, or with {@link #RELAXED} and within its reach, warned about. */
    private void beyond(boolean relaxable, String what, String limit, String remedy, Judgement judgement) {
        if (this == CLOUDFRONT) {
            judgement.refuse(what + ", and CloudFront " + limit + ": " + remedy + (relaxable ? OR_RELAXED : ""));
        } else if (relaxable) {
            judgement.warn(what + ": taken here, and CloudFront would refuse it: it " + limit);
        } else {
            judgement.refuse(what + ", which certificateRules: relaxed does not take either: " + remedy);
        }
    }
}
