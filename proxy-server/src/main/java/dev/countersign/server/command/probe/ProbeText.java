package dev.countersign.server.command.probe;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.naming.DomainNames;
import dev.countersign.core.destination.Fallback;
import dev.countersign.core.destination.PoolKey;
import dev.countersign.core.probe.ContactReport;
import dev.countersign.core.probe.OriginReport;
import dev.countersign.core.probe.OriginReport.Unreached;
import dev.countersign.core.tls.OriginHandshake;
import dev.countersign.server.command.certificates.answer.Paragraph;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One probed origin on a terminal of 80 columns: what was found, then what to make of it. */
final class ProbeText {
    private static final int WIDTH = 79;
    private static final int VALUE_COLUMN = 14;
    private static final int LONGEST = WIDTH - VALUE_COLUMN;
    private static final int MOST_CERTIFICATES = 6;
    private static final int MOST_NAMES = 8;
    private static final String CUT = "...";

    private final OriginReport report;
    private final ContactReport configured;
    private final Circumstances circumstances;
    private final List<String> lines = new ArrayList<>();

    private ProbeText(OriginReport report, Circumstances circumstances) {
        this.report = report;
        this.configured = report.configured();
        this.circumstances = circumstances;
    }

    /** Lines of at most 79 characters, unless the configuration's own names are longer. */
    static List<String> lines(ProbedOrigin origin, Circumstances circumstances) {
        ProbeText text = new ProbeText(origin.report(), circumstances);
        text.heading();
        text.addresses();
        text.outcome();
        text.tls();
        text.ours();
        text.authorities();
        text.chain();
        text.others();
        text.findings(origin.findings());
        return text.lines;
    }

    private void heading() {
        lines.add(report.target().name() + ": "
                + switch (report.verdict()) {
                    case AUTHENTICATED -> "mutually authenticated";
                    case UNCONFIRMED -> "unconfirmed";
                    case FAILED -> "not mutually authenticated";
                });
    }

    private void addresses() {
        String others = report.addresses().stream()
                .filter(address -> !address.equals(report.used()))
                .filter(address ->
                        report.unreached().stream().noneMatch(it -> it.address().equals(address)))
                .map(NetUtil::toAddressString)
                .collect(Collectors.joining(", "));
        InetAddress used = report.used();
        if (used != null) {
            row(
                    "address",
                    NetUtil.toSocketAddressString(new InetSocketAddress(used, key().port()))
                            + (others.isEmpty() ? "" : "; also " + others));
        } else if (!others.isEmpty()) {
            row("address", others);
        }
        for (Unreached unreached : report.unreached()) {
            row(
                    "in vain",
                    NetUtil.toSocketAddressString(new InetSocketAddress(unreached.address(), key().port())) + ", "
                            + unreached.outcome().label());
        }
    }

    private PoolKey key() {
        return report.target().key(report.secure());
    }

    private void outcome() {
        row("outcome", configured.outcome().label() + requestWords(configured));
        String cause = configured.cause();
        if (cause != null && report.used() == null) { // of a handshake, the outcome says more
            row("", cause);
        }
    }

    private String requestWords(ContactReport contact) {
        String request = contact.method() + " " + circumstances.request().target();
        return switch (contact.answer()) {
            case NOT_SENT -> "";
            case NONE -> "; no answer to " + request;
            case NOT_HTTP -> "; no HTTP in answer to " + request;
            case HTTP -> "; " + contact.status() + " in answer to " + request;
        };
    }

    private void tls() {
        OriginHandshake handshake = configured.handshake();
        if (handshake == null || handshake.protocol() == null) {
            return;
        }
        String agreed = Stream.of(handshake.protocol(), handshake.cipher(), handshake.group())
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
        String sni = handshake.sni();
        row(
                "TLS",
                agreed
                        + (sni == null ? "" : ", for " + sni)
                        + report.resumes()
                                .map(yes -> yes ? "; resumed next time" : "; not resumed next time")
                                .orElse(""));
    }

    private void ours() {
        report.target().certificate().ifPresent(ours -> {
            ours(configured.isPresented() ? "presented" : "configured", ours);
        });
        report.target().fallback().map(Fallback::target).ifPresent(second -> {
            second.certificate().ifPresent(ours -> ours("fallback", ours));
            report.fallback().ifPresent(contact -> row("", contact.outcome().label() + requestWords(contact)));
        });
    }

    private void ours(String label, ClientCertificate ours) {
        certificate(label, ours.material().leaf());
        row("SHA-256", ours.identity().leafSha256());
        row("from", ours.source() + ", version " + ours.identity().version());
    }

    private void authorities() {
        if (!configured.asked()) {
            return;
        }
        List<Principal> named = configured.authorities();
        String label = "asks for";
        row(
                label,
                named.isEmpty()
                        ? "any issuer"
                        : "issuers"
                                + switch (OurIssuer.of(configured)) {
                                    case NAMED -> ", ours among them:";
                                    case NOT_NAMED -> ", ours not among them:";
                                    case ANY, UNKNOWN -> ":";
                                });
        named.stream().limit(MOST_NAMES).forEach(name -> row("", cut(Names.of(name, LONGEST))));
        more(named.size() - MOST_NAMES);
    }

    private void chain() {
        List<X509Certificate> chain = configured.chain();
        for (int i = 0; i < Math.min(chain.size(), MOST_CERTIFICATES); i++) {
            certificate(i == 0 ? "shown" : "then", chain.get(i));
            if (i == 0) {
                row("for", names(chain.get(0)));
                row("SHA-256", Names.sha256(chain.get(0)));
            }
        }
        more(chain.size() - MOST_CERTIFICATES);
    }

    private void more(int count) {
        if (count > 0) {
            row("", count + " more");
        }
    }

    private void certificate(String label, X509Certificate certificate) {
        row(label, cut(Names.of(certificate.getSubjectX500Principal(), LONGEST)));
        row("issued by", cut(Names.of(certificate.getIssuerX500Principal(), LONGEST)));
        row(
                "valid",
                day(certificate.getNotBefore().toInstant()) + " to "
                        + day(certificate.getNotAfter().toInstant()) + " ("
                        + left(certificate.getNotAfter().toInstant()) + ")");
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }

    private String left(Instant end) {
        Duration left = Duration.between(circumstances.now(), end);
        return left.isNegative() ? "expired" : left.toDays() == 1 ? "1 day left" : left.toDays() + " days left";
    }

    private static String names(X509Certificate leaf) {
        List<String> names = DomainNames.of(leaf);
        String some = names.stream().limit(MOST_NAMES).map(ProbeText::cut).collect(Collectors.joining(", "));
        return names.isEmpty()
                ? "no name"
                : some + (names.size() > MOST_NAMES ? ", " + (names.size() - MOST_NAMES) + " more" : "");
    }

    private void others() {
        report.anonymous()
                .ifPresent(contact -> row(
                        "others",
                        switch (report.others()) {
                                    case REFUSED, REFUSED_BY_STATUS -> "refused";
                                    case SERVED -> "served";
                                    case UNKNOWN -> "unknown";
                                    case NOT_TRIED -> "not tried";
                                }
                                + contact.failure()
                                        .map(failure -> " (" + failure.label() + ")")
                                        .orElse("")
                                + requestWords(contact)));
    }

    private void findings(List<Finding> findings) {
        for (Finding finding : findings) {
            String mark =
                    switch (finding.level()) {
                        case GOOD -> "  + ";
                        case NOTE -> "  - ";
                        case FAULT -> "  ! ";
                    };
            lines.addAll(Paragraph.lines(mark, "    ", finding.advice()));
        }
    }

    /** Words that are longer than a line are left whole only where the configuration chose them. */
    private void row(String label, @Nullable String value) {
        String head = "  " + label + " ".repeat(VALUE_COLUMN - 2 - label.length());
        lines.addAll(Paragraph.lines(head, " ".repeat(VALUE_COLUMN), String.valueOf(value)));
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - CUT.length()) + CUT;
    }
}
