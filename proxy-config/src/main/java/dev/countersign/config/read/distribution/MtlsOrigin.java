package dev.countersign.config.read.distribution;

import dev.countersign.config.Position;

/**
 * An origin with a client certificate, as something else stumbles over it.
 *
 * @param label what it is called in a sentence
 * @param place of its originMtlsConfig
 */
record MtlsOrigin(String label, Position place) {
    /** The same, reached as a member of an origin group. */
    MtlsOrigin through(String group) {
        return new MtlsOrigin(label + ", a member of " + group, place);
    }

    /** The sentence about what cannot go to this origin. */
    String excludes() {
        return "cannot be combined with originMtlsConfig on line " + place.line() + ", as requests go from here to "
                + label + "; remove one of the two";
    }
}
