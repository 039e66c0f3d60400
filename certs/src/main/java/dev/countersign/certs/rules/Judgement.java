package dev.countersign.certs.rules;

import dev.countersign.certs.chain.Subject;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Findings being gathered: every rule is asked, so that everything that is wrong is said at once. */
final class Judgement {
    private final List<String> refusals = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    /** A sentence's rest about one certificate: {@code holds a certificate (SUBJECT) ...}. */
    static String holds(X509Certificate certificate, String rest) {
        return "holds a certificate (" + Subject.of(certificate) + ") " + rest;
    }

    void refuse(String sentence) {
        refusals.add(sentence);
    }

    void warn(String sentence) {
        warnings.add(sentence);
    }

    Findings findings() {
        return new Findings(refusals, warnings);
    }
}
