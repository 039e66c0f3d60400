package dev.countersign.config.value;

import dev.countersign.config.BindAddress;
import dev.countersign.config.yaml.Value;
import dev.countersign.config.yaml.Wording;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses to listen on: {@code host:port} or {@code [v6]:port}. */
public final class BindText {
    private static final Pattern FORM = Pattern.compile("(?:\\[([^\\[\\]]*)]|([^:\\[\\]]*)):([0-9]{1,5})");
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
    private static final int MAX_PORT = 65_535;

    private BindText() {}

    public static Optional<BindAddress> read(Value value) {
        return value.text().flatMap(text -> parse(text, value));
    }

    private static Optional<BindAddress> parse(String text, Value value) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return refuse(text, "is not host:port; write it as 127.0.0.1:8080 or [::1]:8080", value);
        }
        int port = Integer.parseInt(matcher.group(3));
        if (port > MAX_PORT) {
            return refuse(text, "has a port above 65535; use 1 to 65535, or 0 to let the system choose", value);
        }
        String bracketed = matcher.group(1);
        if (bracketed != null
                && !(bracketed.contains(":") && IpLiteral.parse(bracketed).isPresent())) {
            return refuse(text, "has no IPv6 address between its brackets; write it as [::1]:8080", value);
        }
        String host = (bracketed == null ? matcher.group(2) : bracketed).toLowerCase(Locale.ROOT);
        if (bracketed == null && !isHost(host)) {
            return refuse(
                    text, "has no usable host; write an address as 127.0.0.1, or 0.0.0.0 or [::] for every one", value);
        }
        return Optional.of(new BindAddress(host, port));
    }

    private static boolean isHost(String host) {
        boolean numeric = host.chars().allMatch(c -> c == '.' || Character.isDigit(c));
        return numeric ? IpLiteral.parse(host).isPresent() : NAME.matcher(host).matches();
    }

    private static Optional<BindAddress> refuse(String text, String why, Value value) {
        value.problem(Wording.quote(text) + " " + why);
        return Optional.empty();
    }

    /** Is this address reachable from this machine only? Names other than localhost are not looked up. */
    public static boolean isLoopback(BindAddress bind) {
        return bind.host().equals("localhost")
                || IpLiteral.parse(bind.host())
                        .filter(address -> address.isLoopbackAddress())
                        .isPresent();
    }
}
