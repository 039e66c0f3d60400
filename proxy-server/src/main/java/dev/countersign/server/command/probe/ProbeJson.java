package dev.countersign.server.command.probe;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.naming.DomainNames;
import dev.countersign.certs.naming.SerialNumber;
import dev.countersign.core.destination.Fallback;
import dev.countersign.core.destination.OriginTarget;
import dev.countersign.core.probe.ContactReport;
import dev.countersign.core.probe.OriginReport;
import dev.countersign.core.probe.OriginReport.Unreached;
import dev.countersign.core.tls.Alert;
import dev.countersign.core.tls.MtlsOutcome;
import dev.countersign.core.tls.OriginHandshake;
import dev.countersign.server.command.certificates.answer.AcmJson;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All probed origins as one JSON document. Every member is always there; what is not known is null. */
final class ProbeJson {
    /** Of what an origin chooses: longer texts are cut, longer lists too. */
    private static final int LONGEST = 1_000;

    private static final int MOST = 100;

    private final JsonGenerator json;

    private ProbeJson(JsonGenerator json) {
        this.json = json;
    }

    static void print(PrintWriter out, List<ProbedOrigin> origins, Circumstances circumstances, int exitCode) {
        AcmJson.print(out, json -> {
            ProbeJson document = new ProbeJson(json);
            json.writeNumberField("exitCode", exitCode);
            if (circumstances.handshakeOnly()) {
                json.writeNullField("request");
            } else {
                json.writeStringField("request", circumstances.request().target());
            }
            json.writeArrayFieldStart("origins");
            for (ProbedOrigin origin : origins) {
                document.origin(origin);
            }
            json.writeEndArray();
        });
    }

    private void origin(ProbedOrigin probed) throws IOException {
        OriginReport report = probed.report();
        ContactReport configured = report.configured();
        json.writeStartObject();
        json.writeStringField("origin", report.target().name());
        json.writeStringField("verdict", label(report.verdict()));
        json.writeStringField("outcome", configured.outcome().label());
        string("cause", configured.cause());
        addresses(report);
        answer(configured);
        tls(configured.handshake(), report.resumes());
        json.writeBooleanField("requested", configured.asked());
        json.writeBooleanField("presented", configured.isPresented());
        authorities(configured);
        ours("certificate", report.target().certificate());
        json.writeArrayFieldStart("chain");
        for (X509Certificate certificate : first(configured.chain())) {
            json.writeStartObject();
            certificate(certificate);
            json.writeEndObject();
        }
        json.writeEndArray();
        others(report);
        fallback(report);
        findings(probed.findings());
        json.writeEndObject();
    }

    private void addresses(OriginReport report) throws IOException {
        InetAddress used = report.used();
        string("address", used == null ? null : NetUtil.toAddressString(used));
        json.writeNumberField("port", report.target().key(report.secure()).port());
        AcmJson.strings(
                json,
                "addresses",
                report.addresses().stream().map(NetUtil::toAddressString).toList());
        json.writeArrayFieldStart("unreached");
        for (Unreached unreached : report.unreached()) {
            json.writeStartObject();
            json.writeStringField("address", NetUtil.toAddressString(unreached.address()));
            json.writeStringField("outcome", unreached.outcome().label());
            string("cause", unreached.cause());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** The members that say what became of a contact's request. */
    private void answer(ContactReport contact) throws IOException {
        json.writeStringField("method", contact.method().name());
        json.writeStringField("answer", label(contact.answer()));
        number("status", contact.status());
    }

    private void others(OriginReport report) throws IOException {
        if (report.anonymous().isEmpty()) {
            json.writeNullField("withoutCertificate");
            return;
        }
        ContactReport contact = report.anonymous().orElseThrow();
        json.writeObjectFieldStart("withoutCertificate");
        json.writeStringField("result", label(report.others()));
        string("failure", contact.failure().map(MtlsOutcome::label).orElse(null));
        answer(contact);
        json.writeEndObject();
    }

    private void fallback(OriginReport report) throws IOException {
        Optional<ClientCertificate> certificate =
                report.target().fallback().map(Fallback::target).flatMap(OriginTarget::certificate);
        ours("fallbackCertificate", certificate);
        if (report.fallback().isEmpty()) {
            json.writeNullField("fallback");
            return;
        }
        json.writeObjectFieldStart("fallback");
        json.writeStringField(
                "outcome", report.fallback().orElseThrow().outcome().label());
        answer(report.fallback().orElseThrow());
        json.writeEndObject();
    }

    private void tls(@Nullable OriginHandshake handshake, Optional<Boolean> resumes) throws IOException {
        if (handshake == null) {
            json.writeNullField("tls");
            return;
        }
        json.writeObjectFieldStart("tls");
        string("protocol", handshake.protocol());
        string("cipher", handshake.cipher());
        string("group", handshake.group());
        string("sni", handshake.sni());
        Alert alert = handshake.alert();
        string("alert", alert == null ? null : alert.label());
        bool("resumes", resumes);
        json.writeEndObject();
    }

    private void authorities(ContactReport contact) throws IOException {
        if (!contact.asked()) {
            json.writeNullField("authorities");
            return;
        }
        json.writeObjectFieldStart("authorities");
        json.writeNumberField("count", contact.authorities().size());
        bool(
                "nameOurIssuer",
                switch (OurIssuer.of(contact)) {
                    case NAMED -> Optional.of(true);
                    case NOT_NAMED -> Optional.of(false);
                    case ANY, UNKNOWN -> Optional.empty();
                });
        json.writeArrayFieldStart("names");
        for (Principal principal : first(contact.authorities())) {
            json.writeString(Names.of(principal, LONGEST));
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void ours(String name, Optional<ClientCertificate> certificate) throws IOException {
        if (certificate.isEmpty()) {
            json.writeNullField(name);
            return;
        }
        ClientCertificate ours = certificate.orElseThrow();
        json.writeObjectFieldStart(name);
        json.writeStringField("source", ours.source());
        json.writeNumberField("version", ours.identity().version());
        certificate(ours.material().leaf());
        json.writeEndObject();
    }

    private void certificate(X509Certificate certificate) throws IOException {
        json.writeStringField("subject", Names.of(certificate.getSubjectX500Principal(), LONGEST));
        json.writeStringField("issuer", Names.of(certificate.getIssuerX500Principal(), LONGEST));
        json.writeStringField("serial", SerialNumber.of(certificate));
        json.writeStringField(
                "notBefore", certificate.getNotBefore().toInstant().toString());
        json.writeStringField("notAfter", certificate.getNotAfter().toInstant().toString());
        AcmJson.strings(json, "names", first(DomainNames.of(certificate)));
        json.writeStringField("sha256", Names.sha256(certificate));
    }

    private void findings(List<Finding> findings) throws IOException {
        json.writeArrayFieldStart("findings");
        for (Finding finding : findings) {
            json.writeStartObject();
            json.writeStringField("level", finding.level().label());
            json.writeStringField("code", finding.code());
            json.writeStringField("advice", finding.advice());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void string(String name, @Nullable String value) throws IOException {
        if (value == null) {
            json.writeNullField(name);
        } else {
            json.writeStringField(name, value.length() <= LONGEST ? value : value.substring(0, LONGEST));
        }
    }

    private void bool(String name, Optional<Boolean> value) throws IOException {
        if (value.isPresent()) {
            json.writeBooleanField(name, value.orElseThrow());
        } else {
            json.writeNullField(name);
        }
    }

    private void number(String name, int value) throws IOException {
        if (value == 0) {
            json.writeNullField(name);
        } else {
            json.writeNumberField(name, value);
        }
    }

    private static <T> List<T> first(List<T> all) {
        return all.subList(0, Math.min(all.size(), MOST));
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
