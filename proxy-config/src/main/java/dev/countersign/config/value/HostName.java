package dev.countersign.config.value;

import dev.countersign.config.yaml.Value;
import dev.countersign.config.yaml.Wording;
import java.net.IDN;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Host names as RFC 1123 section 2.1 has them; given back in lower case and without trailing dot. */
public final class HostName {
    private static final int LONGEST = 253;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final String WILDCARD = "*.";

    private HostName() {}

    /** A host name or IPv4 address. */
    public static Optional<String> read(Value value) {
        return value.text().flatMap(text -> checked(normal(text), text, value));
    }

    /** A host name, or an IPv4 or IPv6 address without brackets. */
    public static Optional<String> orAddress(Value value) {
        return value.text().flatMap(text -> {
            String name = normal(text);
            return IpLiteral.parse(name).isPresent() ? Optional.of(name) : checked(name, text, value);
        });
    }

    /** A host name, or {@code *.} and a host name. */
    public static Optional<String> alias(Value value) {
        return value.text().flatMap(text -> {
            String name = normal(text);
            if (name.equals("*")) {
                value.problem(
                        "\"*\" is no alias; leave aliases out of one distribution, and it answers every other host");
                return Optional.empty();
            }
            if (!name.startsWith(WILDCARD)) {
                return checked(name, text, value);
            }
            return checked(name.substring(WILDCARD.length()), text, value).map(WILDCARD::concat);
        });
    }

    private static String normal(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static Optional<String> checked(String name, String written, Value value) {
        Optional<String> complaint = complaint(name);
        complaint.ifPresent(it -> value.problem(Wording.quote(written) + " " + it));
        return complaint.isPresent() ? Optional.empty() : Optional.of(name);
    }

    private static Optional<String> complaint(String name) {
        if (name.isEmpty()) {
            return Optional.of("is empty; write a host name");
        }
        if (name.contains("/")) {
            return Optional.of("is not a host name; write it without scheme and path");
        }
        if (name.contains("[")) {
            return Optional.of("is not a host name; write it without brackets and port");
        }
        if (name.contains(":") && IpLiteral.parse(name).isPresent()) {
            return Optional.of("is an IPv6 address; write a host name");
        }
        if (name.contains(":")) {
            return Optional.of("holds a port; write the host name alone");
        }
        if (name.contains("*")) {
            return Optional.of("may hold * only as the whole leftmost label of an alias, as *.example.com");
        }
        if (name.chars().anyMatch(c -> c > 0x7e)) {
            return Optional.of("is not ASCII; write its A-label form" + aLabel(name));
        }
        return labelComplaint(name);
    }

    private static Optional<String> labelComplaint(String name) {
        List<String> labels = List.of(name.split("\\.", -1));
        for (String label : labels) {
            if (!LABEL.matcher(label).matches()) {
                return Optional.of("is not a host name; use labels of 1 to 63 letters, digits and inner hyphens");
            }
        }
        boolean numeric = NUMBER.matcher(labels.get(labels.size() - 1)).matches();
        if (numeric && IpLiteral.parse(name).isEmpty()) {
            return Optional.of("is neither a host name nor an IPv4 address; write four numbers from 0 to 255");
        }
        return name.length() > LONGEST ? Optional.of("is longer than 253 characters; shorten it") : Optional.empty();
    }

    private static String aLabel(String name) {
        try {
            return ", " + IDN.toASCII(name);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
