package dev.countersign.certs.rules;

import static dev.countersign.certs.rules.Judgement.holds;

import dev.countersign.certs.naming.DomainNames;
import dev.countersign.certs.naming.ExtendedUsage;
import dev.countersign.certs.naming.KeyTypeName;
import dev.countersign.certs.naming.Printable;
import dev.countersign.certs.naming.UsageNames;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * May a certificate replace another under the same ARN? ACM's conditions ("Reimport a certificate"): what refers to the ARN
 * was chosen for the certificate that was there. What it was chosen for may grow; it may not shrink, but for two usages.
 */
public final class ReimportRules {
    private static final int LONGEST = 200;

    private ReimportRules() {}

    /**
     * What ACM's rules say of the new leaf in place of the old. Each sentence is the rest of one that begins with the ARN.
     * Losing TLS client authentication is taken with a warning: ACM does not stop it.
     */
    public static Findings judge(X509Certificate before, X509Certificate after) {
        Judgement judgement = new Judgement();
        judgeKey(before, after, judgement);
        judgeNames(before, after, judgement);
        judgeKeyUsages(before, after, judgement);
        judgeExtendedUsages(before, after, judgement);
        return judgement.findings();
    }

    private static void judgeKey(X509Certificate before, X509Certificate after, Judgement judgement) {
        String old = KeyTypeName.of(before.getPublicKey());
        String type = KeyTypeName.of(after.getPublicKey());
        if (!type.equals(old)) {
            judgement.refuse(holds(
                    after,
                    "whose key is " + type + ", in place of " + old
                            + ": a re-import keeps type and size of the key; import it under a new ARN and name that in"
                            + " originMtlsConfig"));
        }
    }

    /** One name of the old certificate must stay: with none of them left, it is another partner's, most likely. */
    private static void judgeNames(X509Certificate before, X509Certificate after, Judgement judgement) {
        List<String> old = DomainNames.of(before);
        if (!old.isEmpty() && Collections.disjoint(old, DomainNames.withCommonName(after))) {
            judgement.refuse(holds(
                    after,
                    "that has none of the names of the one it replaces ("
                            + Printable.of(String.join(", ", old), LONGEST)
                            + "): keep one of them, or import it under a new ARN"));
        }
    }

    private static void judgeKeyUsages(X509Certificate before, X509Certificate after, Judgement judgement) {
        Set<String> lost = new LinkedHashSet<>(UsageNames.keyUsages(before));
        UsageNames.keyUsages(after).forEach(lost::remove);
        lost.remove(UsageNames.ANY);
        if (KeyTypeName.isEc(KeyTypeName.of(after.getPublicKey()))) {
            lost.remove(UsageNames.KEY_ENCIPHERMENT); // which never meant anything for EC
        }
        if (!lost.isEmpty()) {
            judgement.refuse(holds(
                    after,
                    "without the key usage " + String.join(", ", lost)
                            + ", which the one it replaces has: issue it with all of its usages"));
        }
    }

    private static void judgeExtendedUsages(X509Certificate before, X509Certificate after, Judgement judgement) {
        Set<ExtendedUsage> lost = new LinkedHashSet<>(UsageNames.extended(before));
        UsageNames.extended(after).forEach(lost::remove);
        lost.removeIf(usage -> usage.name().equals(UsageNames.NONE));
        if (lost.removeIf(usage -> usage.name().equals(UsageNames.CLIENT_AUTHENTICATION))) {
            judgement.warn(ClientUsage.lost(after));
        }
        if (!lost.isEmpty()) {
            String names = String.join(
                    ", ",
                    lost.stream()
                            .map(usage -> usage.name() + " (" + usage.oid() + ")")
                            .toList());
            judgement.refuse(holds(
                    after,
                    "without the extended key usage " + Printable.of(names, LONGEST)
                            + ", which the one it replaces has: issue it with all of its usages"));
        }
    }
}
