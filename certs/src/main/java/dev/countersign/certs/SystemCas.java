package dev.countersign.certs;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Where does the operating system keep the public authorities? */
public final class SystemCas {
    /** One bundle each; the first that is there counts. */
    private static final List<Path> PLACES = List.of(
            Path.of("/etc/ssl/certs/ca-certificates.crt"), // Debian, Ubuntu, Alpine, Arch, Gentoo
            Path.of("/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"), // Fedora, RHEL
            Path.of("/etc/pki/tls/certs/ca-bundle.crt"), // older Fedora and RHEL, Amazon Linux
            Path.of("/etc/ssl/ca-bundle.pem"), // openSUSE
            Path.of("/etc/ssl/cert.pem"), // macOS, OpenBSD, Alpine without ca-certificates
            Path.of("/usr/local/share/certs/ca-root-nss.crt")); // FreeBSD

    private SystemCas() {}

    /** The bundle; empty where there is none. */
    public static Optional<Path> file() {
        return first(PLACES);
    }

    /** Reads it, as {@link Trust#fromBundle} reads one. What is there and cannot be read is not passed over for another place. */
    public static Loaded<TrustAnchors> read() {
        return read(PLACES);
    }

    static Loaded<TrustAnchors> read(List<Path> places) {
        return first(places)
                .map(Trust::fromBundle)
                .orElseGet(() -> new Loaded.Unusable<>(List.of("the operating system has no bundle of public CAs at "
                        + places.stream().map(Path::toString).collect(Collectors.joining(", "))
                        + ": install ca-certificates, or name a bundle as caBundle")));
    }

    private static Optional<Path> first(List<Path> places) {
        return places.stream().filter(SystemCas::isThere).findFirst();
    }

    /** Also a link that leads nowhere, and what cannot be looked at: another place might trust more. */
    private static boolean isThere(Path place) {
        return !Files.notExists(place, LinkOption.NOFOLLOW_LINKS);
    }
}
