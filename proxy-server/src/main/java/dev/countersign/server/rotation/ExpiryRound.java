package dev.countersign.server.rotation;

import dev.countersign.server.material.InUse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which certificates and revocation lists end soon, and what is to be done about each? */
public final class ExpiryRound {
    private ExpiryRound() {}

    /**
     * A sentence for each certificate whose end is nearer than {@code window}, or past. A certificate that serves several
     * is told once, with all of them.
     */
    public static List<String> sentences(List<InUse> inUse, Duration window, Instant now) {
        return due(inUse, window, now).entrySet().stream()
                .map(entry -> sentence(entry.getKey(), entry.getValue(), now))
                .toList();
    }

    static Map<Ending, List<InUse>> due(List<InUse> inUse, Duration window, Instant now) {
        Map<Ending, List<InUse>> due = new LinkedHashMap<>();
        inUse.stream()
                .filter(used -> !now.isBefore(used.nearsItsEnd(window)))
                .forEach(used -> due.computeIfAbsent(Ending.of(used), absent -> new ArrayList<>())
                        .add(used));
        return due;
    }

    static String sentence(Ending ending, List<InUse> uses, Instant now) {
        InUse first = uses.get(0);
        Instant end = first.notAfter();
        boolean past = !now.isBefore(end);
        long days = Duration.between(past ? end : now, past ? now : end).toDays();
        return first.source() + " (" + (first.role() == InUse.Role.CRL ? "revocation list of " : "") + ending.name()
                + ", for "
                + NameList.of(uses.stream().map(ExpiryRound::user).toList()) + ") "
                + (past ? "expired " + daysAgo(days) : "expires " + inDays(days)) + ", at " + end
                + (past ? still(first.role()) : "") + ": " + remedy(first);
    }

    private static String user(InUse used) {
        return used.role() == InUse.Role.FALLBACK ? used.user() + " (fallback)" : used.user();
    }

    private static String inDays(long days) {
        return days == 0 ? "within a day" : days == 1 ? "in 1 day" : "in " + days + " days";
    }

    private static String daysAgo(long days) {
        return days == 0 ? "less than a day ago" : days == 1 ? "1 day ago" : days + " days ago";
    }

    private static String still(InUse.Role role) {
        return switch (role) {
            case CLIENT, FALLBACK -> " and is still presented";
            case LISTENER -> " and is still shown to viewers";
            case TRUST -> " and vouches for nobody any more";
            case CRL -> " and whoever it speaks for is refused";
        };
    }

    private static String remedy(InUse used) {
        return switch (used.role()) {
            case CLIENT, FALLBACK, LISTENER ->
                used.arn().isEmpty()
                        ? "write its successor over the files"
                        : "import its successor with countersign certificates import --arn " + used.arn();
            case TRUST -> "put its successor into the bundle, and remove it once nobody uses it";
            case CRL -> "fetch its successor";
        };
    }

    /** One certificate, or list, at one source. */
    record Ending(String source, String name, Instant notAfter) {
        static Ending of(InUse used) {
            return new Ending(used.source(), used.name(), used.notAfter());
        }
    }
}
