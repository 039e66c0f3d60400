package dev.countersign.core.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.failure.Failure;
import dev.countersign.core.failure.OriginFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class MtlsOutcomeTest {
    /** Outcomes of exchanges that went on: what ends one of them is the connection. */
    private static final List<MtlsOutcome.Plain> WENT_ON = List.of(
            MtlsOutcome.Plain.NOT_TLS,
            MtlsOutcome.Plain.NOT_REQUESTED,
            MtlsOutcome.Plain.PRESENTED,
            MtlsOutcome.Plain.ACCEPTED,
            MtlsOutcome.Plain.ACCEPTED_RESUMED,
            MtlsOutcome.Plain.REJECTED_HTTP,
            MtlsOutcome.Plain.ORIGIN_CLOSED,
            MtlsOutcome.Plain.PROTOCOL_REFUSED);

    /** Every outcome there is; a new kind has to be added here, and so gets a failure. */
    private static List<MtlsOutcome> every() {
        List<MtlsOutcome> outcomes = new ArrayList<>();
        for (Class<?> kind : Objects.requireNonNull(MtlsOutcome.class.getPermittedSubclasses())) {
            if (kind == MtlsOutcome.Plain.class) {
                outcomes.addAll(List.of(MtlsOutcome.Plain.values()));
            } else if (kind == MtlsOutcome.Rejected.class) {
                Arrays.stream(Alert.values()).map(MtlsOutcome.Rejected::new).forEach(outcomes::add);
            } else if (kind == MtlsOutcome.TlsFailed.class) {
                Arrays.stream(Alert.values()).map(MtlsOutcome.TlsFailed::new).forEach(outcomes::add);
            } else if (kind == MtlsOutcome.BackingOff.class) {
                outcomes.add(new MtlsOutcome.BackingOff(new MtlsOutcome.Rejected(Alert.HANDSHAKE_FAILURE)));
            } else {
                throw new AssertionError("a kind of outcome this test does not know: " + kind);
            }
        }
        return outcomes;
    }

    @Test
    void everyOutcomeHasALabelOfItsOwn() {
        assertThat(every()).extracting(MtlsOutcome::label).doesNotHaveDuplicates();
        assertThat(every()).extracting(MtlsOutcome::label).allMatch(label -> label.matches("[a-z][a-z0-9_]*"));
    }

    @Test
    void everyOutcomeIsTheFailureItsNamePromises() {
        Map<MtlsOutcome.Plain, Failure> expected = new EnumMap<>(MtlsOutcome.Plain.class);
        WENT_ON.forEach(outcome -> expected.put(outcome, Failure.ORIGIN_CLOSED));
        expected.put(MtlsOutcome.Plain.NOT_REQUESTED_REQUIRED, Failure.CLIENT_CERTIFICATE_NOT_REQUESTED);
        expected.put(MtlsOutcome.Plain.REQUESTED_NONE_CONFIGURED, Failure.CLIENT_CERTIFICATE_MISSING);
        expected.put(MtlsOutcome.Plain.WITHHELD_KEY_TYPE, Failure.CLIENT_CERTIFICATE_MISSING);
        expected.put(MtlsOutcome.Plain.REJECTED_SILENT, Failure.CLIENT_CERTIFICATE_REJECTED);
        expected.put(MtlsOutcome.Plain.NO_COMMON_TLS, Failure.ORIGIN_TLS_FAILED);
        expected.put(MtlsOutcome.Plain.GARBAGE, Failure.ORIGIN_TLS_FAILED);
        expected.put(MtlsOutcome.Plain.RENEGOTIATION_REFUSED, Failure.ORIGIN_TLS_FAILED);
        expected.put(MtlsOutcome.Plain.HANDSHAKE_TIMEOUT, Failure.ORIGIN_TLS_TIMEOUT);
        expected.put(MtlsOutcome.Plain.CONNECT_FAILED, Failure.ORIGIN_CONNECT_FAILED);
        expected.put(MtlsOutcome.Plain.CONNECT_TIMEOUT, Failure.ORIGIN_CONNECT_TIMEOUT);
        expected.put(MtlsOutcome.Plain.DNS_FAILED, Failure.ORIGIN_DNS_FAILED);
        for (MtlsOutcome outcome : every()) {
            assertThat(OriginFailure.of(outcome)).as(outcome.label()).isEqualTo(promised(outcome, expected));
        }
    }

    private static @Nullable Failure promised(MtlsOutcome outcome, Map<MtlsOutcome.Plain, Failure> expected) {
        if (outcome instanceof MtlsOutcome.Rejected || outcome instanceof MtlsOutcome.BackingOff) {
            return Failure.CLIENT_CERTIFICATE_REJECTED;
        }
        if (outcome instanceof MtlsOutcome.TlsFailed) {
            return Failure.ORIGIN_TLS_FAILED;
        }
        boolean aboutTheOriginsCertificate =
                outcome.label().startsWith("origin_") && outcome != MtlsOutcome.Plain.ORIGIN_CLOSED;
        return aboutTheOriginsCertificate ? Failure.ORIGIN_CERTIFICATE_REFUSED : expected.get(outcome);
    }

    /** RFC 8446 section 6.2: those about a certificate that was shown, and access_denied. */
    @Test
    void onlyWordsAboutTheCertificateShownBlameTheIdentity() {
        assertThat(every().stream().filter(MtlsOutcome::blamesIdentity).map(MtlsOutcome::label))
                .containsExactlyInAnyOrder(
                        "rejected_http",
                        "rejected_bad_certificate",
                        "rejected_unsupported_certificate",
                        "rejected_certificate_revoked",
                        "rejected_certificate_expired",
                        "rejected_certificate_unknown",
                        "rejected_unknown_ca",
                        "rejected_access_denied");
    }

    /** Only what would most likely end the same way once more keeps others from trying. */
    @Test
    void verdictsOnCertificatesAreThoseThatBackOff() {
        List<String> verdicts = every().stream()
                .filter(MtlsOutcome::isVerdict)
                .map(MtlsOutcome::label)
                .toList();
        assertThat(verdicts)
                .allMatch(label -> label.startsWith("rejected_") || label.startsWith("origin_"))
                .contains("rejected_http", "rejected_silent", "origin_expired")
                .doesNotContain("origin_closed");
        assertThat(every().stream().map(MtlsOutcome::label).filter(label -> label.startsWith("rejected_")))
                .isSubsetOf(verdicts);
    }

    /** {@code error.type} is the one that the handshake would have had. */
    @Test
    void handshakeThatIsHeldBackFailsAsTheLastOneDid() {
        for (MtlsOutcome outcome : every()) {
            if (outcome.isVerdict()) {
                MtlsOutcome held = new MtlsOutcome.BackingOff(outcome);
                assertThat(OriginFailure.of(held))
                        .as(outcome.label())
                        .isEqualTo(
                                outcome.label().startsWith("rejected_")
                                        ? Failure.CLIENT_CERTIFICATE_REJECTED
                                        : Failure.ORIGIN_CERTIFICATE_REFUSED);
                assertThat(held.blamesIdentity()).isEqualTo(outcome.blamesIdentity());
                assertThat(held.label()).isEqualTo("backing_off");
            }
        }
    }

    @Test
    void failuresOnTheWayToAnOriginTellTheViewerNothingOfCertificates() {
        for (MtlsOutcome outcome : every()) {
            Failure failure = OriginFailure.of(outcome);
            assertThat(failure.status()).as(outcome.label()).isIn(502, 504);
            assertThat(failure.sentence()).as(outcome.label()).doesNotContainIgnoringCase("certificate");
        }
    }
}
