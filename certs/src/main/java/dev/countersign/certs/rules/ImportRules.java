package dev.countersign.certs.rules;

import static dev.countersign.certs.rules.Judgement.holds;

import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.chain.ChainOrder;
import dev.countersign.certs.chain.Subject;
import dev.countersign.certs.naming.KeyTypeName;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;

/**
 * May a certificate be put into the certificate store? ACM's conditions ("Prerequisites for importing ACM certificates").
 *
 * <p>Where ACM's pages leave room: a chain may end before the root, which origins hold anyway, yet the issuer of a leaf that is
 * not self-signed must be there, were it the root. A certificate with a common name alone is taken: client certificates often
 * have no more. An empty issuer needs no rule: no certificate without issuer can be read.
 */
public final class ImportRules {
    /** The most bytes of the leaf's PEM (ACM API, ImportCertificate: Certificate). */
    public static final int LEAF_PEM_LIMIT = 32_768;

    /** The most bytes of the key's PEM (ACM API, ImportCertificate: PrivateKey). */
    public static final int KEY_PEM_LIMIT = 5_120;

    /** The most bytes of the chain's PEM, without the leaf (ACM API, ImportCertificate: CertificateChain). */
    public static final int CHAIN_PEM_LIMIT = 2 * 1024 * 1024;

    private static final int OCSP_URL_LIMIT = 1_000; // "Certificate import problems"
    private static final Set<String> KEYS = Set.of(
            KeyTypeName.RSA_1024,
            KeyTypeName.RSA_2048,
            KeyTypeName.RSA_3072,
            KeyTypeName.RSA_4096,
            KeyTypeName.P256,
            KeyTypeName.P384,
            KeyTypeName.P521);

    private ImportRules() {}

    /**
     * What ACM's rules say of a certificate, its chain and its key, which are known to match. Each sentence is the rest of one
     * that begins with the ARN or the file.
     *
     * @param now the leaf must be valid then
     */
    public static Findings judge(KeyedChain material, Instant now) {
        Judgement judgement = new Judgement();
        X509Certificate leaf = material.leaf();
        judgeLeaf(leaf, now, judgement);
        judgeChain(material.chain(), judgement);
        return judgement.findings();
    }

    private static void judgeLeaf(X509Certificate leaf, Instant now, Judgement judgement) {
        if (leaf.getVersion() != 3) {
            judgement.refuse(holds(
                    leaf,
                    "that is X.509 v" + leaf.getVersion()
                            + ": issue it as v3; openssl x509 -req writes v1 unless -extfile names extensions"));
        }
        Instant begin = leaf.getNotBefore().toInstant();
        Instant end = leaf.getNotAfter().toInstant();
        if (now.isAfter(end)) {
            judgement.refuse(holds(leaf, "that expired at " + end + ": renew it and import the new one"));
        }
        if (now.isBefore(begin)) {
            judgement.refuse(holds(
                    leaf, "that is not valid before " + begin + ": import it then, or check this machine's clock"));
        }
        judgeKey(leaf, judgement);
        if (hasLongOcspUrl(leaf)) {
            judgement.refuse(holds(
                    leaf,
                    "with an OCSP URL of more than " + OCSP_URL_LIMIT
                            + " characters: have it issued with a shorter one"));
        }
    }

    private static void judgeKey(X509Certificate leaf, Judgement judgement) {
        String type = KeyTypeName.of(leaf.getPublicKey());
        if (!KEYS.contains(type)) {
            judgement.refuse(holds(
                    leaf,
                    "whose key is " + type
                            + ", and the store takes RSA of 1024, 2048, 3072 and 4096 bits and EC on P-256,"
                            + " P-384 and P-521: request it with one of these"
                            + (type.equals(KeyTypeName.ED25519)
                                    ? "; or name its files with certificateRules: relaxed"
                                    : "")));
        }
    }

    private static boolean hasLongOcspUrl(X509Certificate leaf) {
        byte[] extension = leaf.getExtensionValue(Extension.authorityInfoAccess.getId());
        if (extension == null) {
            return false;
        }
        try {
            var access = AuthorityInformationAccess.getInstance(
                    ASN1OctetString.getInstance(extension).getOctets());
            return Stream.of(access.getAccessDescriptions())
                    .filter(each -> each.getAccessMethod().equals(AccessDescription.id_ad_ocsp))
                    .map(each -> each.getAccessLocation().getName())
                    .anyMatch(name ->
                            name instanceof ASN1String url && url.getString().length() > OCSP_URL_LIMIT);
        } catch (RuntimeException unreadable) {
            return false; // and so no URL that anybody could follow
        }
    }

    private static void judgeChain(List<X509Certificate> chain, Judgement judgement) {
        X509Certificate leaf = chain.get(0);
        boolean selfSigned = ChainOrder.certifies(leaf, leaf);
        int again = chain.lastIndexOf(leaf);
        if (chain.size() == 1) {
            if (!selfSigned) {
                judgement.refuse(holds(
                        leaf,
                        "issued by " + Subject.ofIssuer(leaf)
                                + ", and no chain: add the certificate of that issuer, and of those above it"));
            }
        } else if (again > 0) {
            judgement.refuse(holds(
                    leaf,
                    "and has it again as certificate " + (again + 1)
                            + ": remove it from the chain, which begins with its issuer"));
        } else if (selfSigned) {
            judgement.refuse(holds(leaf, "that is self-signed, and a chain: leave the chain out"));
        } else {
            ChainOrder.problem(chain).ifPresent(judgement::refuse);
        }
    }
}
