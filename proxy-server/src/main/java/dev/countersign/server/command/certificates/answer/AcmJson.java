package dev.countersign.server.command.certificates.answer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import dev.countersign.certs.naming.ExtendedUsage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Answers in ACM's member names and shapes, as the AWS command line prints them. */
public final class AcmJson {
    /** Writes the members of an object that has begun. */
    public interface Members {
        void writeTo(JsonGenerator json) throws IOException;
    }

    /** ACM: "up to the first 100 subject alternative names". */
    private static final int SUMMARIZED_NAMES = 100;

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final DefaultIndenter LINES = new DefaultIndenter("    ", "\n");

    private static final Separators LAYOUT = Separators.createDefaultInstance()
            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
            .withObjectEmptySeparator("")
            .withArrayEmptySeparator("");

    private AcmJson() {}

    /** Prints one object and a newline. */
    public static void print(PrintWriter out, Members members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter()
                    .withSeparators(LAYOUT)
                    .withObjectIndenter(LINES)
                    .withArrayIndenter(LINES));
            // What steers a terminal is not all below the space: C1 controls and marks of direction are escaped, too.
            json.setHighestNonEscapedChar('~');
            json.writeStartObject();
            members.writeTo(json);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory does not fail", impossible);
        }
        out.println(text);
        out.flush();
    }

    /** The members of CertificateDetail. */
    public static void detail(JsonGenerator json, CertificateView certificate) throws IOException {
        names(json, certificate);
        strings(json, "SubjectAlternativeNames", certificate.names());
        json.writeStringField("Serial", certificate.serial());
        json.writeStringField("Subject", certificate.subject());
        json.writeStringField("Issuer", certificate.issuer());
        shared(json, certificate);
        json.writeStringField("SignatureAlgorithm", certificate.signatureAlgorithm());
        if (certificate.uses().isPresent()) {
            strings(
                    json,
                    "InUseBy",
                    certificate.uses().orElseThrow().stream()
                            .map(ArnUses.Use::distributionArn)
                            .distinct()
                            .toList());
        }
        json.writeArrayFieldStart("KeyUsages");
        for (String usage : certificate.keyUsages()) {
            json.writeStartObject();
            json.writeStringField("Name", usage);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("ExtendedKeyUsages");
        for (ExtendedUsage usage : certificate.extendedKeyUsages()) {
            json.writeStartObject();
            json.writeStringField("Name", usage.name());
            if (!usage.oid().isEmpty()) {
                json.writeStringField("OID", usage.oid());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** The members of CertificateSummary: usages by name alone, and whether it is in use but not by whom. */
    public static void summary(JsonGenerator json, CertificateView certificate) throws IOException {
        names(json, certificate);
        List<String> names = certificate.names();
        boolean more = names.size() > SUMMARIZED_NAMES;
        strings(json, "SubjectAlternativeNameSummaries", more ? names.subList(0, SUMMARIZED_NAMES) : names);
        json.writeBooleanField("HasAdditionalSubjectAlternativeNames", more);
        shared(json, certificate);
        if (certificate.uses().isPresent()) {
            json.writeBooleanField("InUse", !certificate.uses().orElseThrow().isEmpty());
        }
        strings(json, "KeyUsages", certificate.keyUsages());
        strings(
                json,
                "ExtendedKeyUsages",
                certificate.extendedKeyUsages().stream()
                        .map(ExtendedUsage::name)
                        .toList());
    }

    /** An array of summaries. */
    public static void summaries(JsonGenerator json, String name, Collection<CertificateView> certificates)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (CertificateView certificate : certificates) {
            json.writeStartObject();
            summary(json, certificate);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** The answer of ListTagsForCertificate, sorted by key. */
    public static void tags(JsonGenerator json, Map<String, String> tags) throws IOException {
        json.writeArrayFieldStart("Tags");
        for (Map.Entry<String, String> tag : new TreeMap<>(tags).entrySet()) {
            json.writeStartObject();
            json.writeStringField("Key", tag.getKey());
            json.writeStringField("Value", tag.getValue());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** One array of strings. */
    public static void strings(JsonGenerator json, String name, List<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    private static void names(JsonGenerator json, CertificateView certificate) throws IOException {
        json.writeStringField("CertificateArn", certificate.arn());
        if (!certificate.names().isEmpty()) {
            json.writeStringField("DomainName", certificate.names().get(0));
        }
    }

    /** What detail and summary have in common. */
    private static void shared(JsonGenerator json, CertificateView certificate) throws IOException {
        json.writeStringField("Status", certificate.isExpired() ? "EXPIRED" : "ISSUED");
        json.writeStringField("Type", "IMPORTED");
        json.writeStringField("CertificateKeyPairOrigin", "CUSTOMER_PROVIDED");
        json.writeStringField("RenewalEligibility", "INELIGIBLE"); // ACM renews nothing that was imported
        json.writeStringField("KeyAlgorithm", certificate.keyAlgorithm());
        json.writeStringField(
                "CreatedAt",
                CertificateView.time(certificate.stored().metadata().createdAt()));
        json.writeStringField(
                "ImportedAt",
                CertificateView.time(certificate.stored().metadata().importedAt()));
        json.writeStringField(
                "NotBefore",
                CertificateView.time(certificate.leaf().getNotBefore().toInstant()));
        json.writeStringField(
                "NotAfter",
                CertificateView.time(certificate.leaf().getNotAfter().toInstant()));
    }
}
