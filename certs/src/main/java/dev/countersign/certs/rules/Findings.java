package dev.countersign.certs.rules;

import java.util.List;

/**
 * What a set of rules says of a certificate.
 *
 * @param refusals why it is not taken, each naming what to do; empty when it is taken
 * @param warnings what its owner should know although it is taken
 */
public record Findings(List<String> refusals, List<String> warnings) {
    public Findings {
        refusals = List.copyOf(refusals);
        warnings = List.copyOf(warnings);
    }

    /** The certificate is taken. */
    public boolean isTaken() {
        return refusals.isEmpty();
    }
}
