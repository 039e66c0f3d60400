package dev.countersign.config.value;

import dev.countersign.config.yaml.Distinct;
import dev.countersign.config.yaml.Value;
import dev.countersign.config.yaml.Wording;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Name servers: the word {@code system}, or a list of {@code host:port}. */
public final class NameserverText {
    private static final String SYSTEM = "system";
    private static final int MOST = 3;
    private static final int USUAL_PORT = 53;
    private static final int LARGEST_PORT = 65_535;
    private static final Pattern FORM = Pattern.compile("(?:\\[([^\\[\\]]*:[^\\[\\]]*)]|([0-9.]+))(?::([0-9]{1,5}))?");

    private NameserverText() {}

    /** In the order written; empty for those of the system, and where a problem has been added. */
    public static List<InetSocketAddress> read(Value value) {
        if (value.says(List.of(SYSTEM))) {
            return List.of();
        }
        if (!value.isList() || value.count() == 0 || value.count() > MOST) {
            value.problem("must be the word system, or a list of 1 to " + MOST + " name servers, as [127.0.0.1:53]");
            return List.of();
        }
        Distinct servers = new Distinct("name each server once");
        return value.items().stream()
                .flatMap(item -> server(item, servers).stream())
                .toList();
    }

    private static Optional<InetSocketAddress> server(Value value, Distinct servers) {
        return value.text().flatMap(text -> {
            Optional<InetSocketAddress> server = parse(text);
            if (server.isEmpty()) {
                value.problem(Wording.quote(text)
                        + " is not the address of a name server; write it as 192.0.2.53, 192.0.2.53:5353 or"
                        + " [2001:db8::53]:53");
            }
            server.ifPresent(it -> servers.claim(text, value));
            return server;
        });
    }

    /** Names cannot be looked up before there is somebody to ask, so only addresses are taken. */
    private static Optional<InetSocketAddress> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Optional<InetAddress> address = IpLiteral.parse(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        int port = matcher.group(3) == null ? USUAL_PORT : Integer.parseInt(matcher.group(3));
        return address.filter(it -> port >= 1 && port <= LARGEST_PORT).map(it -> new InetSocketAddress(it, port));
    }
}
