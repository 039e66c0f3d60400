package dev.countersign.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Re-imports of one certificate, issued by an old and a new authority in turn, and the promise about them: what starts later
 * than 2 s after one never carries the identity of before.
 */
final class Rotations {
    private static final long BOUND_MILLIS = 2_000;

    private final TestAuthority[] authorities;
    private final StoredClient stored;
    private final List<Version> versions = new ArrayList<>();

    Rotations(Path store, TestAuthority... authorities) {
        this.authorities = authorities.clone();
        this.stored = new StoredClient(store, nextVersion(), issuer());
    }

    /** Writes the next version. */
    void next() {
        stored.reimport(nextVersion(), issuer());
        int last = versions.size() - 1;
        versions.set(last, new Version(versions.get(last).serial(), System.currentTimeMillis()));
    }

    private TestCertificate nextVersion() {
        int number = versions.size() + 1;
        TestCertificate certificate = authorities[number % authorities.length].issue(
                CertificateSpec.client("version " + number).names("edge.example"));
        versions.add(new Version(certificate.leaf().getSerialNumber(), System.currentTimeMillis()));
        return certificate;
    }

    /** Of the newest version. */
    private TestAuthority issuer() {
        return authorities[versions.size() % authorities.length];
    }

    /** Each version was seen by the origin, and none when another one should have been. */
    void assertKept(List<Seen> requests) {
        assertThat(requests.stream().map(Seen::serial).distinct().map(serial -> new BigInteger(serial, 16)))
                .containsExactlyInAnyOrderElementsOf(
                        versions.stream().map(Version::serial).toList());
        assertThat(requests.stream().filter(this::late).limit(10))
                .as(
                        "requests that carried an identity replaced more than %s ms before; versions %s",
                        BOUND_MILLIS, versions)
                .isEmpty();
    }

    private boolean late(Seen request) {
        return versions.stream()
                .skip(1)
                .filter(version -> request.startedMillis() > version.writtenMillis() + BOUND_MILLIS)
                .reduce((older, newer) -> newer)
                .map(newest -> versions.indexOf(newest))
                .filter(oldest -> versions.subList(oldest, versions.size()).stream()
                        .noneMatch(version -> version.serial().equals(request.version())))
                .isPresent();
    }

    private record Version(BigInteger serial, long writtenMillis) {}

    /**
     * One request, as the origin saw it.
     *
     * @param serial hex
     */
    record Seen(long startedMillis, int status, boolean resumed, String serial) {
        BigInteger version() {
            return new BigInteger(serial, 16);
        }
    }
}
