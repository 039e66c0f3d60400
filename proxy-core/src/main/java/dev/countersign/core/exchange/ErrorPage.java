package dev.countersign.core.exchange;

import dev.countersign.core.admit.Admission;
import dev.countersign.core.admit.Permit;
import dev.countersign.core.destination.Behavior;
import dev.countersign.core.failover.Failover;
import dev.countersign.core.failure.Failure;
import dev.countersign.core.http.Field;
import dev.countersign.core.http.Head;
import dev.countersign.core.http.HeadParser;
import dev.countersign.core.http.Method;
import dev.countersign.core.http.ParseResult;
import dev.countersign.core.log.ExchangeRecord;
import dev.countersign.core.meter.OriginMeters;
import dev.countersign.core.snapshot.DistributionRoutes;
import dev.countersign.core.snapshot.ErrorPages;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is sent instead of an error: a page of the distribution's, asked for by a request of this edge's own, through the
 * behavior of its own path (CloudFront, "Generate custom error responses"). The log tells of the origin that failed, not of
 * the page's. Made when it is needed, and used once.
 */
final class ErrorPage {
    private static final int OK = 200;
    private static final byte[] HOST = ascii("\r\nHost: ");
    private static final byte[] END = ascii("\r\n\r\n");

    private final ErrorPages.Page page;
    private final Cause cause;
    private final Head request = new Head();
    private final ExchangeRecord record = new ExchangeRecord();
    private final Routing routing = new Routing();
    private final Failover failover = new Failover();
    private final Exchange exchange;
    private final Forwarding fetch;
    private @Nullable OriginMeters originMeters;

    /** The error that it stands for, as it is told where there is no page. */
    record Cause(int status, String sentence) {}

    ErrorPage(Exchange exchange, Worker worker, ErrorPages.Page page, Cause cause) {
        this.exchange = exchange;
        this.page = page;
        this.cause = cause;
        this.fetch = new Forwarding(exchange, worker, record, request);
    }

    /** Asks for it, as any request is asked: the primary of its behavior first. */
    void begin(DistributionRoutes routes, Head asked, boolean secure, byte[] requestId, Worker worker) {
        write(asked);
        record.requestId = requestId;
        record.secure = secure;
        Admission.Answer answer = routing.decide(routes, request, secure, record, worker.scratch());
        failover.begin(routing.behavior(), request);
        ask(answer);
    }

    private void ask(Admission.Answer answer) {
        if (answer instanceof Permit granted) {
            originMeters = granted.origin().meters();
            fetch.begin(granted);
        } else {
            exchange.fail(answer instanceof Admission.Refused refused ? refused.failure() : Failure.HTTPS_REQUIRED);
        }
    }

    /** Is an answer of that status no page yet, because there is somebody else to ask? */
    boolean withholds(int status) {
        return failover.criteria().contains(status);
    }

    /** The origin answered with one of them; it has been let go. */
    void withheld(int status) {
        Objects.requireNonNull(originMeters).exchange(status, fetch.nanosSinceLease());
        failOver(null);
    }

    /** Asks the second member of its behavior's group, where there is one, and that failure of the first a reason. */
    boolean failsOver(Failure failure) {
        boolean due = failover.isDueOn(failure);
        if (due) {
            failOver(failure);
        }
        return due;
    }

    private void failOver(@Nullable Failure failure) {
        Behavior second = failover.turn();
        originMeters = null;
        record.failedOver(
                failure, second.logFragment(), second.origin().config().id());
        ask(Admission.decide(request, second, record.secure));
    }

    /** Of the viewer's request it has the host, and whether a body is wanted. */
    private void write(Head asked) {
        ByteBuf bytes = Unpooled.buffer(page.path().length + 64 + asked.hostEnd() - asked.hostStart());
        bytes.writeCharSequence(asked.method() == Method.HEAD ? "HEAD " : "GET ", StandardCharsets.US_ASCII);
        bytes.writeBytes(page.path());
        bytes.writeCharSequence(asked.minorVersion() == 0 ? " HTTP/1.0" : " HTTP/1.1", StandardCharsets.US_ASCII);
        if (asked.first(Field.HOST) >= 0 || asked.hostStart() < asked.hostEnd()) {
            bytes.writeBytes(HOST).writeBytes(asked.bytes(), asked.hostStart(), asked.hostEnd() - asked.hostStart());
        }
        bytes.writeBytes(END);
        int length = bytes.readableBytes();
        if (HeadParser.forRequests(length + 1, length).parse(bytes, request) != ParseResult.COMPLETE) {
            throw new IllegalStateException("a path and a host that were legal make no legal request");
        }
    }

    /** The status that the viewer is told with it: what is no page is passed on as what it is, as CloudFront does. */
    int statusFor(int came) {
        return came == OK ? page.responseCode() : came;
    }

    Cause cause() {
        return cause;
    }

    Forwarding fetch() {
        return fetch;
    }

    /** It has been sent, to its end. */
    void sent(ExchangeRecord of) {
        Objects.requireNonNull(originMeters).exchange(record.originStatus, fetch.nanosSinceLease());
        describe(of);
    }

    /** It did not come, or not to its end. */
    void failed(Failure failure, ExchangeRecord of) {
        fetch.abandon();
        OriginMeters meters = originMeters;
        if (meters != null) {
            meters.failed(failure.label());
        }
        describe(of);
    }

    /** Says in the exchange's record what the viewer got. */
    void describe(ExchangeRecord of) {
        if (fetch.isResponseStarted()) {
            of.sentPage(record, statusFor(record.originStatus));
        }
    }

    void release() {
        fetch.reset();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
