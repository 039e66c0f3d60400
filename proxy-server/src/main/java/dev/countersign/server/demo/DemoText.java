package dev.countersign.server.demo;

import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** What the demo prints, in 80 columns. */
final class DemoText {
    private static final int WIDTH = 80;
    private static final int LONG_VALUE = 40;
    private static final String ROW = "%-10s  %-4s  %-6s  %-22s  %s%n";
    private static final String FIRST = "%-10s  %-5s";
    private static final String NEXT = " ".repeat(17);

    private final PrintWriter out;

    DemoText(PrintWriter out) {
        this.out = out;
    }

    void results(List<DemoResult> results) {
        out.println("Four origins behind one proxy. Each has a client certificate configured; it is");
        out.println("presented when, and only when, the origin asks.");
        out.println();
        out.printf(ROW, "request", "asks", "status", "the origin saw", "origin.mtls.outcome");
        out.println("-".repeat(WIDTH));
        for (DemoResult result : results) {
            out.printf(
                    ROW,
                    result.request().path(),
                    result.request().asks() ? "yes" : "no",
                    result.status(),
                    result.seen().words(),
                    result.outcome());
        }
        out.println();
        out.println("In full: what the origin saw, and the access-log line's members origin.mtls.*");
        out.println();
        results.forEach(this::inFull);
        verdict(results);
        out.flush();
    }

    private void inFull(DemoResult result) {
        List<String> members = new ArrayList<>();
        result.mtls().forEach((name, value) -> members.add(name + "=" + shortened(value)));
        wrapped(
                String.format(FIRST, result.request().path(), "saw"),
                result.seen().facts());
        wrapped(String.format(FIRST, "", "log"), members);
    }

    private void wrapped(String start, List<String> words) {
        StringBuilder line = new StringBuilder(start);
        for (String word : words) {
            if (line.length() > NEXT.length() && line.length() + 1 + word.length() > WIDTH) {
                out.println(line);
                line = new StringBuilder(NEXT);
            }
            line.append(' ').append(word);
        }
        out.println(line);
    }

    private void verdict(List<DemoResult> results) {
        List<String> surprises =
                results.stream().flatMap(result -> result.surprises().stream()).toList();
        out.println();
        if (surprises.isEmpty()) {
            out.println("All four as expected.");
        } else {
            out.println("Not as expected:");
            surprises.forEach(surprise -> out.println("  " + surprise));
        }
    }

    void invitation(InetSocketAddress proxy, InetSocketAddress admin) {
        out.println();
        out.println("Still running. Try, from another terminal:");
        out.println();
        for (DemoRequest request : DemoRequest.ALL) {
            out.println("  curl -i http://127.0.0.1:" + proxy.getPort() + request.path());
        }
        out.println("  curl -s http://127.0.0.1:" + admin.getPort() + "/metrics | grep origin_tls_handshakes");
        out.println();
        out.println("Ctrl-C ends it.");
        out.flush();
    }

    private static String shortened(String value) {
        return value.length() > LONG_VALUE ? value.substring(0, LONG_VALUE - 3) + "..." : value;
    }
}
