package dev.countersign.server.command.certificates.answer;

import dev.countersign.certs.naming.UsageNames;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Certificates on a terminal of 80 columns, two lines each: an id is 36 characters. A longer
 * one has a line of its own, because half an id is of no use; whatever else does not fit is cut, and describe shows it whole.
 */
public final class CertificateTable {
    private static final int WIDTH = 79;
    private static final int FIRST = 38;
    private static final int SECOND = 16;
    private static final int GAP = 2;
    private static final int THIRD = WIDTH - FIRST - SECOND;
    private static final String CUT = "...";

    private static final Map<String, String> SHORT = Map.of(
            UsageNames.CLIENT_AUTHENTICATION,
            "client",
            UsageNames.SERVER_AUTHENTICATION,
            "server",
            UsageNames.NONE,
            "none",
            UsageNames.ANY,
            "any",
            "CODE_SIGNING",
            "code",
            "EMAIL_PROTECTION",
            "email",
            "TIME_STAMPING",
            "time",
            "OCSP_SIGNING",
            "ocsp");

    private CertificateTable() {}

    /** With its heading; each line at most 79 characters. */
    public static List<String> lines(List<CertificateView> certificates) {
        List<String> lines = new ArrayList<>();
        lines.add(row("ID", "KEY", "EXPIRES"));
        lines.add(row("  NAME", "FOR", "IN USE BY"));
        lines.add("-".repeat(WIDTH));
        for (CertificateView certificate : certificates) {
            String id = certificate.stored().arn().id();
            boolean fits = id.length() <= FIRST - GAP;
            if (!fits) {
                lines.add(id);
            }
            lines.add(row(fits ? id : "", certificate.keyAlgorithm(), expires(certificate)));
            lines.add(row("  " + certificate.name(), purposes(certificate), uses(certificate)));
        }
        return lines;
    }

    /** The day it ends, in UTC, and how many whole days are left. */
    public static String expires(CertificateView certificate) {
        LocalDate day = LocalDate.ofInstant(certificate.leaf().getNotAfter().toInstant(), ZoneOffset.UTC);
        long left = Duration.between(
                        certificate.now(), certificate.leaf().getNotAfter().toInstant())
                .toDays();
        return day + (certificate.isExpired() ? " expired" : " (" + left + " d)");
    }

    private static String purposes(CertificateView certificate) {
        return certificate.extendedKeyUsages().stream()
                .map(usage -> SHORT.getOrDefault(usage.name(), "other"))
                .distinct()
                .collect(Collectors.joining(","));
    }

    private static String uses(CertificateView certificate) {
        return certificate
                .uses()
                .map(uses -> uses.isEmpty()
                        ? "-"
                        : uses.stream().map(ArnUses.Use::name).distinct().collect(Collectors.joining(", ")))
                .orElse("?");
    }

    private static String row(String first, String second, String third) {
        return (cell(first, FIRST) + cell(second, SECOND) + cut(third, THIRD)).stripTrailing();
    }

    private static String cell(String text, int width) {
        String fitting = cut(text, width - GAP);
        return fitting + " ".repeat(width - fitting.length());
    }

    private static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - CUT.length()) + CUT;
    }
}
