package dev.countersign.testkit.isolation;

import dev.countersign.testkit.log.JsonLine;
import dev.countersign.testkit.origin.witness.Act;
import dev.countersign.testkit.origin.witness.Testimony;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The property: whatever origins share, and whatever changes meanwhile, each sees the identity that the snapshot of the exchange
 * configured for it, the log says what it saw, and its response reaches nobody else.
 *
 * <p>The seed decides on certificates' places, plans, changes, requests and what is done with them; threads and sockets decide
 * when. A failure names the seed and the changes before it.
 */
public final class IsolationRun implements AutoCloseable {
    private static final int VIEWERS = 8;
    private static final int EXCHANGES_PER_ROUND = 1_000;
    private static final int EXCHANGES_PER_CHANGE = 20;
    private static final List<String> HOSTS = List.of("a", "b", "c");
    private static final List<Act> ACTS = List.of(
            Act.ANSWER,
            Act.ANSWER,
            Act.ANSWER,
            Act.ANSWER,
            Act.ANSWER,
            Act.ANSWER,
            Act.ANSWER_LATE,
            Act.ANSWER_LAST,
            Act.ANSWER_LAST,
            Act.ANSWER_LAST,
            Act.LEAVE,
            Act.LEAVE,
            Act.VANISH,
            Act.CLOSE,
            Act.RESET,
            Act.RESET_ONCE,
            Act.BREAK_OFF);

    private final long seed;
    private final Snapshots snapshots = new Snapshots();
    private final World world;
    private final Changes changes;
    private final ProxyUnderTest proxy;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Count count = new Count();
    private Plan plan;
    private long number = 1;
    private int rounds;

    /** Starts origins and proxy. */
    public IsolationRun(Path directory, long seed, ProxyUnderTest.Starter starter) throws Exception {
        this.seed = seed;
        world = new World(directory, seed, snapshots);
        changes = new Changes(new Random(seed), world);
        plan = changes.first();
        snapshots.prepare(number, plan, "the first: " + plan.origins());
        proxy = starter.start(plan.yaml(), plan.slots());
        snapshots.inForce(number);
    }

    /** Judges so many exchanges, or a few more. */
    public Tally judge(int exchanges) throws Exception {
        while (count.exchanges < exchanges) {
            round(Math.min(EXCHANGES_PER_ROUND, exchanges));
        }
        if (count.dropped > world.dropped()) {
            throw failure(count.dropped + " failed for dropped connections, of which there were " + world.dropped());
        }
        return new Tally(
                count.exchanges,
                count.answered,
                count.resumed,
                count.pooled,
                count.withIdentity,
                count.underFallback,
                count.refused,
                count.heldBack,
                count.withPostQuantum,
                count.dropped,
                number);
    }

    private void round(int exchanges) throws Exception {
        int round = rounds++;
        Semaphore done = new Semaphore(0);
        List<Future<List<Exchange>>> viewers = new ArrayList<>();
        for (int viewer = 0; viewer < VIEWERS; viewer++) {
            viewers.add(threads.submit(new Viewer(round * VIEWERS + viewer, exchanges / VIEWERS, done)));
        }
        int perRound = exchanges / VIEWERS * VIEWERS;
        for (int change = 0; change < perRound / EXCHANGES_PER_CHANGE; change++) {
            if (!done.tryAcquire(EXCHANGES_PER_CHANGE, 60, TimeUnit.SECONDS)) {
                throw failure("viewers are stuck");
            }
            change();
        }
        Map<String, Exchange> byTarget = new HashMap<>();
        for (Future<List<Exchange>> viewer : viewers) {
            viewer.get(60, TimeUnit.SECONDS).forEach(exchange -> byTarget.put(exchange.target(), exchange));
        }
        for (String text : proxy.nextLines(byTarget.size())) {
            JsonLine line = new JsonLine(text);
            judge(Objects.requireNonNull(byTarget.remove(line.get("url.path")), text), line);
        }
        world.forgetConnections();
    }

    private void change() throws Exception {
        Changes.Step step = changes.next(plan);
        plan = step.plan();
        snapshots.prepare(number + 1, plan, step.told());
        if (step.rotated().isPresent()) {
            String slot = step.rotated().orElseThrow();
            proxy.rotate(slot, plan.client(slot));
        } else {
            proxy.reload(plan.yaml());
        }
        long now = proxy.snapshot();
        // None more, where no origin presents what was rotated; two, where a saved file was seen before it was asked
        // for.
        snapshots.sameFrom(number + 1, now, plan);
        number = now;
        snapshots.inForce(number);
    }

    private void judge(Exchange exchange, JsonLine line) {
        List<Testimony> seen = world.takeTestimonies(exchange.target());
        try {
            long under = Long.parseLong(line.get("snapshot"));
            boolean backedOff = snapshots.backedOff(under, Math.max(under, exchange.endedUnder()));
            Verdict verdict = new Verdict(snapshots.plan(under), backedOff, exchange, line);
            boolean dropped = verdict.failedForNoReason(seen);
            count.add(exchange, verdict.expected(), line, dropped);
        } catch (AssertionError wrong) {
            AssertionError told =
                    failure(wrong.getMessage() + "\nline " + line + "\nviewer " + exchange + "\norigins " + seen);
            told.initCause(wrong);
            throw told;
        }
    }

    private AssertionError failure(String what) {
        return new AssertionError(
                what + "\nseed " + seed + "; last changes:\n" + String.join("\n", snapshots.lastSteps()));
    }

    /** One thread's worth of requests, on one connection as long as it lasts. */
    private final class Viewer implements Callable<List<Exchange>> {
        private final int viewer;
        private final int exchanges;
        private final Semaphore done;
        private final Random random;

        Viewer(int viewer, int exchanges, Semaphore done) {
            this.viewer = viewer;
            this.exchanges = exchanges;
            this.done = done;
            random = new Random(seed + viewer);
        }

        @Override
        public List<Exchange> call() throws IOException {
            List<Exchange> had = new ArrayList<>();
            RawConnection connection = RawViewer.plain(proxy.port());
            try {
                for (int i = 0; i < exchanges; i++) {
                    Exchange exchange = exchange(connection, i);
                    had.add(exchange);
                    done.release();
                    if (exchange.status() == 0) {
                        connection.close();
                        connection = RawViewer.plain(proxy.port());
                    }
                }
                return had;
            } finally {
                connection.close();
            }
        }

        private Exchange exchange(RawConnection connection, int i) throws IOException {
            String distribution = Plan.DISTRIBUTIONS.get(random.nextInt(2));
            String origin = "o" + (1 + random.nextInt(Changes.ORIGINS));
            String host = HOSTS.get(random.nextInt(HOSTS.size())) + "." + distribution + ".test";
            Act act = ACTS.get(random.nextInt(ACTS.size()));
            String target = "/" + origin + "/" + act + "/" + viewer + "-" + i;
            long begun = snapshots.inForce();
            connection.send("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
            int status = 0;
            Optional<Testimony> testimony = Optional.empty();
            try {
                RawResponse response = connection.readResponse();
                status = response.status();
                testimony = Testimony.isIn(response) ? Optional.of(Testimony.of(response)) : Optional.empty();
            } catch (java.io.InterruptedIOException e) {
                throw failure("no response to " + target);
            } catch (IOException cut) {
                if (!act.isHarmful()) {
                    throw failure(target + " was cut: " + cut);
                }
            }
            return new Exchange(distribution, origin, host, target, act, begun, snapshots.newest(), status, testimony);
        }
    }

    private static final class Count {
        private int exchanges;
        private int answered;
        private int resumed;
        private int pooled;
        private int withIdentity;
        private int underFallback;
        private int refused;
        private int heldBack;
        private int withPostQuantum;
        private int dropped;

        void add(Exchange exchange, Expected expected, JsonLine line, boolean wasDropped) {
            exchanges++;
            dropped += wasDropped ? 1 : 0;
            heldBack += Verdict.isHeldBack(line) ? 1 : 0;
            withPostQuantum +=
                    exchange.testimony().filter(Testimony::postQuantum).isPresent() ? 1 : 0;
            if (exchange.status() == 200) {
                answered++;
                resumed += line.get("origin.tls.resumed").equals("true") ? 1 : 0;
                pooled += line.get("origin.connection.reused").equals("true") ? 1 : 0;
                withIdentity += expected.seen().isPresent() ? 1 : 0;
                underFallback += expected.underFallback() ? 1 : 0;
            } else if (!expected.isAnswered()) {
                refused++;
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        proxy.close();
        world.close();
    }
}
