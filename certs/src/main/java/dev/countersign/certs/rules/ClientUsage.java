package dev.countersign.certs.rules;

import static dev.countersign.certs.rules.Judgement.holds;

import dev.countersign.certs.naming.ExtendedUsage;
import dev.countersign.certs.naming.Printable;
import dev.countersign.certs.naming.UsageNames;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Collectors;

/** Does a certificate say that it is for TLS client authentication (RFC 5280 section 4.2.1.12), as only X.509 v3 can? */
final class ClientUsage {
    static final String WANTED =
            "the extended key usage TLS client authentication (" + UsageNames.CLIENT_AUTHENTICATION_OID + ")";
    static final String OPENSSL = "openssl: extendedKeyUsage=clientAuth";

    private static final int LONGEST = 200;

    private ClientUsage() {}

    static void judge(X509Certificate leaf, Attached attached, Judgement judgement) {
        if (leaf.getVersion() != 3) {
            judgement.refuse(holds(
                    leaf,
                    "that is X.509 v" + leaf.getVersion()
                            + " and has no readable extended key usage: issue it as v3 with " + WANTED
                            + "; openssl x509 -req writes v1 unless -extfile names extensions"));
        } else if (!UsageNames.hasClientAuthentication(leaf)) {
            if (attached == Attached.LOST_CLIENT_AUTHENTICATION) {
                judgement.warn(lost(leaf));
            } else {
                judgement.refuse(holds(leaf, "that " + found(leaf) + ": issue it with " + WANTED + "; " + OPENSSL));
            }
        }
    }

    static String lost(X509Certificate leaf) {
        return holds(
                leaf,
                "that is no longer for TLS client authentication: it stays in use and is presented, and origins"
                        + " may reject it; re-import one with " + WANTED + "; " + OPENSSL);
    }

    private static String found(X509Certificate leaf) {
        List<ExtendedUsage> usages = UsageNames.extended(leaf);
        if (usages.get(0).name().equals(UsageNames.NONE)) {
            return "has no readable extended key usage";
        }
        String purposes = usages.stream().map(ClientUsage::purpose).collect(Collectors.joining(", "));
        return "is for " + Printable.of(purposes, LONGEST) + " only";
    }

    private static String purpose(ExtendedUsage usage) {
        return switch (usage.name()) {
            case UsageNames.SERVER_AUTHENTICATION -> "TLS server authentication (" + usage.oid() + ")";
            case UsageNames.CUSTOM -> usage.oid();
            default -> usage.name() + " (" + usage.oid() + ")";
        };
    }
}
