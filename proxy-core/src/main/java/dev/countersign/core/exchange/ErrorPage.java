package dev.countersign.core.exchange;

import dev.countersign.core.admit.Admission;
import dev.countersign.core.admit.Permit;
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
    private final Forwarding fetch;
    private @Nullable OriginMeters originMeters;

    /** The error that it stands for, as it is told where there is no page. */
    record Cause(int status, String sentence) {}

    ErrorPage(Exchange exchange, Worker worker, ErrorPages.Page page, Cause cause) {
        this.page = page;
        this.cause = cause;
        this.fetch = new Forwarding(exchange, worker, record, request);
    }

    /**
     * Asks for it.
     *
     * @return false where it may not be asked for
     */
    boolean begin(DistributionRoutes routes, Head asked, boolean secure, byte[] requestId, Worker worker) {
        write(asked);
        record.requestId = requestId;
        Admission.Answer answer = routing.decide(routes, request, secure, record, worker.scratch());
        if (answer instanceof Permit granted) {
            originMeters = granted.origin().meters();
            fetch.begin(granted);
            return true;
        }
        return false;
    }

    /** Of the viewer's request it has the host, and whether a body is wanted. */
    private void write(Head asked) {
        ByteBuf bytes = Unpooled.buffer(page.path().length + 64 + asked.hostEnd() - asked.hostStart());
        bytes.writeCharSequence(asked.method() == Method.HEAD ? "HEAD " : "GET ", StandardCharsets.US_ASCII);
        bytes.writeBytes(page.path());
        bytes.writeCharSequence(asked.minorVersion() == 0 ? " HTTP/1.0" : " HTTP/1.1", StandardCharsets.US_ASCII);
        if (asked.first(Field.HOST) >= 0) {
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
        Objects.requireNonNull(originMeters).failed(failure.label());
        if (fetch.isResponseStarted()) {
            describe(of);
        } else {
            of.withoutPage(failure.label());
        }
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
