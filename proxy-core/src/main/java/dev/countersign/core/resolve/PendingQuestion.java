package dev.countersign.core.resolve;

import io.netty.channel.AddressedEnvelope;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One question to the name servers: each is asked in its turn and, because datagrams get lost, once more. The next turn comes
 * when a server does not know, or is silent for its share of the time; its answer still counts when it comes late.
 */
final class PendingQuestion {
    private static final int ROUNDS = 2;

    private final EventLoop loop;
    private final DnsNameResolver resolver;
    private final DnsQuestion question;
    private final List<InetSocketAddress> servers;
    private final long shareNanos;
    private final Consumer<Answer> told;
    private final List<Future<AddressedEnvelope<DnsResponse, InetSocketAddress>>> asked = new ArrayList<>();
    private @Nullable Future<?> nextTurn;
    private String why = "no name server answers";
    private int turns;
    private int failures;
    private boolean over;

    private PendingQuestion(
            EventLoop loop,
            DnsNameResolver resolver,
            DnsQuestion question,
            List<InetSocketAddress> servers,
            Consumer<Answer> told) {
        this.loop = loop;
        this.resolver = resolver;
        this.question = question;
        this.servers = servers;
        this.shareNanos =
                TimeUnit.MILLISECONDS.toNanos(resolver.queryTimeoutMillis()) / ((long) ROUNDS * servers.size());
        this.told = told;
    }

    /** {@code told} hears once, on the loop and within the resolver's query timeout. */
    static void ask(
            EventLoop loop,
            DnsNameResolver resolver,
            DnsQuestion question,
            List<InetSocketAddress> servers,
            Consumer<Answer> told) {
        new PendingQuestion(loop, resolver, question, servers, told).takeTurn();
    }

    private void takeTurn() {
        stopWaiting();
        if (turns == ROUNDS * servers.size()) {
            end(new Answer.Unknown(why));
            return;
        }
        InetSocketAddress server = servers.get(turns++ % servers.size());
        nextTurn = loop.schedule(this::takeTurn, shareNanos, TimeUnit.NANOSECONDS);
        try {
            Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> answer = resolver.query(server, question);
            asked.add(answer);
            answer.addListener((Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> done) -> answered(done));
        } catch (RuntimeException noSocket) {
            failed(String.valueOf(noSocket.getMessage()));
        }
    }

    private void answered(Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> done) {
        if (!done.isSuccess()) {
            failed(why); // silence, or no socket: there is nothing to tell that the operator could act on
            return;
        }
        AddressedEnvelope<DnsResponse, InetSocketAddress> envelope = done.getNow();
        Answer answer;
        try {
            answer = ResponseReader.read(envelope.content(), question);
        } finally {
            envelope.release();
        }
        if (answer instanceof Answer.Unknown unknown) {
            failed(unknown.why());
        } else {
            end(answer);
        }
    }

    private void failed(String reason) {
        if (over) {
            return;
        }
        why = reason;
        failures++;
        if (failures == turns || turns < ROUNDS * servers.size()) {
            takeTurn();
        }
    }

    private void end(Answer answer) {
        if (over) {
            return;
        }
        over = true;
        stopWaiting();
        asked.forEach(open -> open.cancel(false));
        told.accept(answer);
    }

    private void stopWaiting() {
        Future<?> waiting = nextTurn;
        if (waiting != null) {
            waiting.cancel(false);
        }
    }
}
