package dev.countersign.testkit.isolation;

import dev.countersign.testkit.log.JsonLine;
import dev.countersign.testkit.origin.server.Sighting;
import dev.countersign.testkit.origin.witness.Testimony;
import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Judges one exchange: by what its viewer got, by what origins saw, by its line in the log, and by what its snapshot was made
 * of. All four have to agree.
 */
final class Verdict {
    private static final Pattern REASON = Pattern.compile("most recently with (\\w+);");

    private final Expected expected;
    private final Exchange exchange;
    private final JsonLine line;
    private final boolean backedOff;

    /** {@code backedOff}: origins that reject may have been left alone while it ran. */
    Verdict(Plan plan, boolean backedOff, Exchange exchange, JsonLine line) {
        this.backedOff = backedOff;
        this.expected = plan.expected(exchange.distribution(), exchange.origin(), exchange.host());
        this.exchange = exchange;
        this.line = line;
    }

    Expected expected() {
        return expected;
    }

    /**
     * Throws where something does not agree.
     *
     * @param seen what origins other than nginx saw of it, each try once
     * @return the request failed although nothing in it or its configuration says so: a connection was dropped
     */
    boolean failedForNoReason(List<Testimony> seen) {
        demand("begun under a snapshot that was replaced before", number("snapshot") >= exchange.begunUnder());
        same("the origin", expected.origin(), line.get("distribution") + "/" + line.get("origin"));
        for (Testimony each : seen) {
            judge(each);
        }
        exchange.testimony().ifPresent(this::judgeAnswer);
        String identity = line.get("origin.mtls.identity");
        demand(
                "an identity that is not this origin's",
                identity.isEmpty()
                        || expected.presented().stream()
                                .anyMatch(client -> client.sha256().equals(identity)));
        String status = line.get("http.response.status_code");
        demand("another status", exchange.status() == 0 || status.equals(String.valueOf(exchange.status())));
        return judgeOutcome();
    }

    /** What an origin saw is what was configured. */
    private void judge(Testimony each) {
        same("the target", exchange.target(), each.target());
        same("the server", expected.plan().site().place(), each.place());
        same("the server name", expected.serverName(), each.serverName());
        boolean complaint = exchange.status() == 400;
        demand("a version that is not offered", expected.plan().versions().contains(each.protocol()));
        demand("a key agreement that is not offered", expected.plan().postQuantum() || !each.postQuantum());
        demand("a request that no origin was to get: " + each, expected.isAnswered() || complaint);
        if (complaint) {
            demand(
                    "a stranger's certificate: " + each,
                    expected.presented().stream()
                            .anyMatch(client -> Optional.of(client.serial())
                                    .equals(each.client().serial())));
        } else {
            same(
                    "whom the origin saw",
                    expected.seen().map(Client::serial),
                    each.client().serial());
        }
    }

    /** What the log says is what the origin saw. */
    private void judgeAnswer(Testimony answer) {
        judge(answer);
        Sighting client = answer.client();
        same("the server name", answer.serverName(), line.get("origin.tls.sni"));
        same("the protocol", answer.protocol(), line.get("origin.tls.protocol"));
        same("resumed", client.resumed().orElse(false), flag("origin.tls.resumed"));
        same("requested", expected.plan().site().asks(), flag("origin.mtls.requested"));
        same("presented", client.serial().isPresent(), flag("origin.mtls.presented"));
        String serial = line.get("origin.mtls.serial");
        same(
                "the serial",
                client.serial(),
                serial.isEmpty() ? Optional.empty() : Optional.of(new BigInteger(serial, 16)));
        if (exchange.status() == 200) {
            same("the identity", expected.seen().map(Client::sha256).orElse(""), line.get("origin.mtls.identity"));
            same("under the fallback", expected.underFallback(), flag("origin.mtls.fallback"));
            same("the outcome", outcomeOfAnAnswer(client), line.get("origin.mtls.outcome"));
        }
    }

    private static String outcomeOfAnAnswer(Sighting client) {
        if (client.serial().isEmpty()) {
            return "not_requested";
        }
        return client.resumed().orElse(false) ? "accepted_resumed" : "accepted";
    }

    private boolean judgeOutcome() {
        boolean answered = exchange.status() == 200;
        if (isHeldBack(line)) {
            judgeHeldBack();
            return false;
        }
        if (expected.isAnswered()) {
            demand("failed in a way of its own", answered || exchange.act().isHarmful() || isDropped());
            return !answered && !exchange.act().isHarmful();
        }
        demand("answered, but nobody was to", !answered);
        if (isDropped()) {
            return true;
        }
        same("the outcome", expected.verdict().orElseThrow(), line.get("origin.mtls.outcome"));
        return false;
    }

    static boolean isHeldBack(JsonLine line) {
        return line.get("origin.mtls.outcome").equals("backing_off");
    }

    /** Nobody was asked, and that is because of how handshakes of this very origin, identity and trust end. */
    private void judgeHeldBack() {
        demand("held back although no snapshot backs off", backedOff);
        same("the status", 502, exchange.status());
        same("presented", "", line.get("origin.mtls.presented"));
        same("an address", "", line.get("origin.address"));
        Matcher reason = REASON.matcher(line.get("error.message"));
        demand("no reason given", reason.find());
        demand(
                "held back for " + reason.group(1) + " instead of " + expected.rejections(),
                expected.rejections().contains(reason.group(1)));
    }

    /** The marks that a connection leaves which an origin ends without a word. */
    private boolean isDropped() {
        return List.of("origin_closed", "rejected_silent").contains(line.get("origin.mtls.outcome"));
    }

    private long number(String key) {
        return Long.parseLong(line.get(key));
    }

    private boolean flag(String key) {
        return line.get(key).equals("true");
    }

    private static void same(String what, Object wanted, Object found) {
        if (!Objects.equals(wanted, found)) {
            throw new AssertionError(what + ": wanted " + wanted + ", found " + found);
        }
    }

    private static void demand(String otherwise, boolean holds) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
