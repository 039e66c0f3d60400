package dev.countersign.config.distribution;

import dev.countersign.config.Located;
import java.nio.file.Path;

/** Who may vouch for an origin. */
public sealed interface OriginTrust {
    /** The public CAs that come with the JDK. */
    record PublicCas() implements OriginTrust {}

    /** The certificates in a PEM file, and nobody else. */
    record CaBundle(Located<Path> file) implements OriginTrust {}
}
