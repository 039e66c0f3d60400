package dev.countersign.config.read.distribution;

import dev.countersign.config.Position;

/**
 * An origin with a client certificate, as something else stumbles over it.
 *
 * @param place of its originMtlsConfig
 */
record MtlsOrigin(String id, Position place) {
    /** The sentence about what cannot go to this origin. */
    String excludes() {
        return "cannot be combined with originMtlsConfig on line " + place.line() + ", as requests go from here to "
                + id + "; remove one of the two";
    }
}
