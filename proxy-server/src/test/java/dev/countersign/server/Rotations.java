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
        assertThat(requests.stream().map(Seen::version).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        versions.stream().map(Version::serial).toList());
        for (Seen request : requests) {
            for (int i = versions.size() - 1; i > 0; i--) {
                if (request.startedMillis() > versions.get(i).writtenMillis() + BOUND_MILLIS) {
                    int since = i;
                    assertThat(versions.subList(i, versions.size()))
                            .as(
                                    "versions a request may carry that started %s ms after version %s was written",
                                    request.startedMillis() - versions.get(i).writtenMillis(), since + 1)
                            .extracting(Version::serial)
                            .contains(request.version());
                    break;
                }
            }
        }
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
