package dev.countersign.config.distribution;

import dev.countersign.config.Located;
import dev.countersign.config.Position;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who may vouch for an origin, with which keys, and what has been revoked.
 *
 * @param crl a file of certificate revocation lists (RFC 5280 section 5); empty: nothing is asked about revocation
 */
public record OriginTrust(Authorities authorities, Pins pins, Optional<Located<Path>> crl) {
    /** In the public CAs of the JDK, and in whatever they vouch for: what runs where nothing is said. */
    public static OriginTrust inPublicCas(Position place) {
        return new OriginTrust(new JdkCas(place), new Pins(Set.of(), Set.of()), Optional.empty());
    }

    /** Whose signatures count. */
    public sealed interface Authorities {}

    /**
     * The public CAs that come with the JDK.
     *
     * @param place where they are asked for, or could be
     */
    public record JdkCas(Position place) implements Authorities {}

    /**
     * The public CAs of the operating system.
     *
     * @param place where they are asked for
     */
    public record SystemCas(Position place) implements Authorities {}

    /** The certificates in a PEM file, and nobody else. */
    public record CaBundle(Located<Path> file) implements Authorities {}

    /**
     * Of which keys one must stand in the origin's certificate path; none: any path will do. Each is the SHA-256 of a
     * SubjectPublicKeyInfo (RFC 7469 section 2.4), in lower-case hex.
     *
     * @param spkiSha256 not empty where there is a backup
     * @param backup keys that are to come; as good as the others
     */
    public record Pins(Set<String> spkiSha256, Set<String> backup) {
        public Pins {
            spkiSha256 = Set.copyOf(spkiSha256);
            backup = Set.copyOf(backup);
        }

        /** Any of these will do. */
        public Set<String> all() {
            return Stream.concat(spkiSha256.stream(), backup.stream()).collect(Collectors.toUnmodifiableSet());
        }
    }
}
