package dev.countersign.server.command.probe;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.chain.Subject;
import dev.countersign.config.distribution.CustomOriginConfig;
import dev.countersign.config.distribution.OriginProtocolPolicy;
import dev.countersign.core.destination.Fallback;
import dev.countersign.core.destination.OriginTarget;
import dev.countersign.core.probe.ContactReport;
import dev.countersign.core.probe.ContactReport.Answer;
import dev.countersign.core.probe.OriginReport;
import dev.countersign.core.tls.MtlsOutcome;
import dev.countersign.core.tls.MtlsOutcome.Plain;
import dev.countersign.server.command.probe.Finding.Level;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What follows from what was learned of one origin: the outcome first, then others, names, dates and the rest. */
final class Findings {
    private final OriginReport report;
    private final ContactReport configured;
    private final Circumstances circumstances;
    private final List<Finding> found = new ArrayList<>();

    private Findings(OriginReport report, Circumstances circumstances) {
        this.report = report;
        this.configured = report.configured();
        this.circumstances = circumstances;
    }

    static List<Finding> of(OriginReport report, Circumstances circumstances) {
        Findings findings = new Findings(report, circumstances);
        findings.outcome();
        findings.others();
        findings.authorities();
        findings.fallback();
        findings.dates();
        findings.resumption();
        findings.settings();
        return findings.found;
    }

    private void outcome() {
        MtlsOutcome outcome = configured.outcome();
        boolean accepted = configured.isAccepted();
        Level level =
                switch (report.verdict()) {
                    case AUTHENTICATED -> Level.GOOD;
                    case UNCONFIRMED -> Level.NOTE;
                    case FAILED -> accepted ? Level.GOOD : Level.FAULT; // then the answer is at fault
                };
        boolean neverAnswered = outcome == Plain.PRESENTED && configured.answer() == Answer.NONE;
        add(
                level,
                accepted ? Plain.ACCEPTED.label() : outcome.label(),
                neverAnswered
                        ? "our certificate was sent, but the origin did not answer within originReadTimeout: probe"
                                + " again with a request that it answers sooner"
                        : advice(outcome, report.target()));
        answer(outcome, accepted);
    }

    private void answer(MtlsOutcome outcome, boolean accepted) {
        if (configured.answer() == Answer.NOT_HTTP) {
            add(
                    Level.FAULT,
                    "response_not_http",
                    "what the origin answers is not HTTP, or stops before the end of the response's head: look at"
                            + " httpsPort, and into its log");
        }
        boolean unquestioned = accepted || outcome == Plain.NOT_REQUESTED || outcome == Plain.NOT_TLS;
        if (unquestioned && configured.answer() == Answer.NONE) {
            add(Level.FAULT, "no_response", "the origin did not answer the request");
        }
        if (outcome == Plain.NOT_REQUESTED && configured.isTurnedAway()) {
            add(
                    Level.NOTE,
                    "turned_away_unasked",
                    "the answer is " + configured.status() + ": an origin that wants a certificate for some paths only"
                            + " (Apache: SSLVerifyClient in a Location) does not ask in the handshake, and cannot ask"
                            + " later; have it ask for the whole server");
        }
    }

    private String advice(MtlsOutcome outcome, OriginTarget target) {
        String issuer = target.certificate()
                .map(certificate -> Subject.ofIssuer(certificate.material().leaf()))
                .orElse("its issuer");
        return OutcomeAdvice.of(outcome, issuer, target.config().domainName());
    }

    private void others() {
        switch (report.others()) {
            case NOT_TRIED -> {}
            case REFUSED -> add(Level.GOOD, "others_refused", "the origin refuses who has no certificate");
            case REFUSED_BY_STATUS ->
                add(
                        Level.NOTE,
                        "others_refused_by_status",
                        "who has no certificate gets through TLS and is answered with " + anonymousStatus()
                                + ": see to it that every path of the origin does so, or have TLS require one");
            case SERVED ->
                add(
                        Level.FAULT,
                        "others_served",
                        "the origin asks for a certificate, but serves who has none: have it require one (nginx:"
                                + " ssl_verify_client on)");
            case UNKNOWN ->
                add(
                        Level.NOTE,
                        "others_unknown",
                        "whether who has no certificate is served, "
                                + (circumstances.handshakeOnly()
                                        ? "only a request tells"
                                        : anonymousStatus() > 0
                                                ? "did not come out, because " + anonymousStatus()
                                                        + " is the answer to us, too: probe again with --request and a"
                                                        + " path that we may see"
                                                : "did not come out: probe again"));
        }
    }

    private int anonymousStatus() {
        return report.anonymous().map(ContactReport::status).orElse(0);
    }

    private void authorities() {
        if (OurIssuer.of(configured) == OurIssuer.NOT_NAMED) {
            add(
                    Level.NOTE,
                    "ca_hint_mismatch",
                    "the origin names the authorities it takes certificates of, and ours is none of them; ours is"
                            + " presented all the same"
                            + (configured.isAccepted()
                                    ? ", and taken"
                                    : ": have ours added, or present one of theirs"));
        }
    }

    private void fallback() {
        report.fallback().ifPresent(contact -> {
            OriginTarget second =
                    report.target().fallback().map(Fallback::target).orElseThrow();
            if (contact.isAccepted()) {
                add(
                        Level.GOOD,
                        "fallback_accepted",
                        "the origin takes the fallback certificate" + (configured.isAccepted() ? ", too" : ""));
            } else {
                add(
                        contact.outcome() == Plain.PRESENTED ? Level.NOTE : Level.FAULT,
                        "fallback_" + contact.outcome().label(),
                        "under the fallback certificate: " + advice(contact.outcome(), second));
            }
        });
    }

    private void dates() {
        report.target().certificate().ifPresent(ours -> dates("certificate", "our certificate", ours));
        report.target()
                .fallback()
                .flatMap(fallback -> fallback.target().certificate())
                .ifPresent(ours -> dates("fallback_certificate", "the fallback certificate", ours));
        Optional<X509Certificate> firstToEnd =
                configured.chain().stream().min(Comparator.comparing(X509Certificate::getNotAfter));
        if (!configured.refusesTheOrigin()) {
            firstToEnd.ifPresent(theirs -> expiry("origin_certificate", "the origin's certificate", theirs));
        }
    }

    private void dates(String code, String what, ClientCertificate ours) {
        X509Certificate leaf = ours.material().leaf();
        if (circumstances.now().isBefore(leaf.getNotBefore().toInstant())) {
            add(
                    Level.FAULT,
                    code + "_not_yet_valid",
                    what + " is not valid before " + leaf.getNotBefore().toInstant() + ": look at the clock");
        }
        expiry(code, what, leaf);
    }

    private void expiry(String code, String what, X509Certificate certificate) {
        Instant end = certificate.getNotAfter().toInstant();
        Duration left = Duration.between(circumstances.now(), end);
        if (left.isNegative()) {
            add(Level.FAULT, code + "_expired", what + " expired at " + end + ": renew it");
        } else if (left.compareTo(circumstances.config().certificateStore().expiryWarning()) < 0) {
            add(Level.NOTE, code + "_expires_soon", what + " expires at " + end + ": renew it in time");
        }
    }

    private void resumption() {
        if (report.resumes().isPresent() && !report.resumes().orElseThrow()) {
            add(
                    Level.NOTE,
                    "no_resumption",
                    "sessions are not resumed: every new connection costs a whole handshake; turn session tickets on"
                            + " at the origin if there are many");
        }
    }

    private void settings() {
        CustomOriginConfig custom = report.target().config().customOriginConfig();
        if (custom.originProtocolPolicy() == OriginProtocolPolicy.MATCH_VIEWER) {
            add(
                    Level.FAULT,
                    "match_viewer",
                    "for viewers that come over plain HTTP the origin is spoken to in plain HTTP, without any"
                            + " certificate: set originProtocolPolicy: https-only");
        }
        if (OriginNames.isAskedByViewersHost(
                circumstances.config(), report.target().name())) {
            add(
                    Level.NOTE,
                    "host_forwarded",
                    "a behavior forwards the viewer's Host, which is then the name that the origin's certificate has to"
                            + " bear; the probe asked by domainName");
        }
    }

    private void add(Level level, String code, String advice) {
        found.add(new Finding(level, code, advice));
    }
}
