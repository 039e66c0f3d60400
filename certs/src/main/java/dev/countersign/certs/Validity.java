package dev.countersign.certs;

import dev.countersign.certs.chain.Subject;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** Is a certificate within its dates? Outside of them it is warned about, and presented all the same: its reader decides. */
final class Validity {
    private Validity() {}

    /** None, or one sentence that follows the file's name. */
    static List<String> warnings(X509Certificate leaf, Instant now) {
        Instant begin = leaf.getNotBefore().toInstant();
        Instant end = leaf.getNotAfter().toInstant();
        if (now.isAfter(end)) {
            return List.of("holds a certificate (" + Subject.of(leaf) + ") that expired at " + end
                    + ": renew it; until then it is presented as it is");
        }
        if (now.isBefore(begin)) {
            return List.of("holds a certificate (" + Subject.of(leaf) + ") that is not valid before " + begin
                    + ": check the clock; it is presented as it is");
        }
        return List.of();
    }
}
