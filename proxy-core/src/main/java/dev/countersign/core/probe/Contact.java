package dev.countersign.core.probe;

import dev.countersign.core.admit.Permit;
import dev.countersign.core.exchange.CertificateComplaint;
import dev.countersign.core.failure.CauseText;
import dev.countersign.core.header.RequestHeadPolicy;
import dev.countersign.core.http.ByteWriter;
import dev.countersign.core.http.Head;
import dev.countersign.core.http.HeadParser;
import dev.countersign.core.http.Method;
import dev.countersign.core.http.ParseResult;
import dev.countersign.core.origin.LeaseFailure;
import dev.countersign.core.origin.LeaseListener;
import dev.countersign.core.origin.OriginConnection;
import dev.countersign.core.probe.ContactReport.Answer;
import dev.countersign.core.snapshot.EdgeLines;
import dev.countersign.core.tls.HandshakeResult;
import dev.countersign.core.tls.HandshakeWitness;
import dev.countersign.core.tls.MtlsOutcome;
import dev.countersign.core.tls.OriginHandshake;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection, leased as an exchange leases it, with at most one request on it. It is never given back, so each contact
 * has one of its own. Belongs to one event loop.
 */
final class Contact implements LeaseListener, HandshakeWitness {
    /** A TLS 1.3 origin says no, or sends what a session is resumed with, within a moment after our part of the handshake. */
    private static final long MOMENT_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Who does not answer HEAD sooner is asked with GET, and then has all the time that is configured. */
    private static final long HEAD_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

    private static final int HEAD_LIMIT = 32_768;
    private static final byte[] NO_VIEWER = "127.0.0.1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REQUEST_ID = "countersign-probe".getBytes(StandardCharsets.US_ASCII);

    private final Permit permit;
    private final Head request;
    private final Method method;
    private final boolean handshakeOnly;
    private final EdgeLines edge;
    private final Consumer<ContactReport> told;
    private final HeadParser parser = HeadParser.forResponses(HEAD_LIMIT);
    private final Head response = new Head();
    private final CertificateComplaint complaint = new CertificateComplaint();

    private @Nullable OriginConnection connection;
    private @Nullable OriginHandshake handshake;
    private boolean asked;
    private List<Principal> authorities = List.of();
    private List<X509Certificate> chain = List.of();
    private int status;
    private Answer answer = Answer.NOT_SENT;
    private boolean over;

    /**
     * A contact that begins when it is leased a connection.
     *
     * @param handshakeOnly the request is not sent
     * @param told once, on the event loop
     */
    Contact(Permit permit, Head request, boolean handshakeOnly, EdgeLines edge, Consumer<ContactReport> told) {
        this.permit = permit;
        this.request = request;
        this.method = request.method();
        this.handshakeOnly = handshakeOnly;
        this.edge = edge;
        this.told = told;
    }

    // What the handshake tells.

    @Override
    public void asked(List<Principal> named) {
        asked = true;
        authorities = named;
    }

    @Override
    public void shown(List<X509Certificate> certificates) {
        chain = certificates;
    }

    @Override
    public void ended(HandshakeResult result) {
        handshake = result instanceof HandshakeResult.Failed failed
                ? failed.handshake()
                : ((HandshakeResult.Done) result).handshake();
    }

    // What the connection tells.

    @Override
    public void leased(OriginConnection leased) {
        connection = leased;
        if (handshakeOnly) {
            leased.deadline().in(MOMENT_NANOS);
            return;
        }
        ByteWriter out = new ByteWriter(1024);
        RequestHeadPolicy.write(
                request,
                new RequestHeadPolicy.Facts(
                        permit.origin(), permit.secure(), permit.selection(), NO_VIEWER, REQUEST_ID, edge, false),
                out);
        ByteBuf bytes = leased.buffer(out.length());
        out.copyTo(bytes);
        answer = Answer.NONE;
        leased.write(bytes);
        leased.flush();
        long limit = permit.origin().readTimeoutNanos(); // for all of it: who trickles is not waited for
        leased.deadline().in(method == Method.HEAD ? Math.min(limit, HEAD_PATIENCE_NANOS) : limit);
    }

    @Override
    public void leaseFailed(LeaseFailure failure) {
        MtlsOutcome outcome = failure.outcome();
        end(outcome == null ? MtlsOutcome.Plain.ORIGIN_CLOSED : outcome, failure.cause());
    }

    @Override
    public void originBytes(ByteBuf bytes) {
        try {
            if (!over) {
                read(bytes);
            }
        } finally {
            bytes.release();
        }
    }

    private void read(ByteBuf bytes) {
        if (handshakeOnly) {
            return; // nobody asked for anything; tickets are the TLS handler's
        }
        while (status == 0 && bytes.isReadable()) {
            ParseResult result = parser.parse(bytes, response);
            if (result == ParseResult.MALFORMED) {
                answer = Answer.NOT_HTTP;
                end(null);
                return;
            }
            if (result == ParseResult.COMPLETE && response.status() >= 200) {
                status = response.status();
                answer = Answer.HTTP;
            } else if (result == ParseResult.COMPLETE) {
                parser.reset();
            }
        }
        if (status > 0) {
            lookAtThePage(bytes);
        }
    }

    /** Only a 400 to GET has one that matters. */
    private void lookAtThePage(ByteBuf bytes) {
        boolean matters = CertificateComplaint.mayFollow(response) && asked() && method == Method.GET;
        if (!matters) {
            end(null);
            return;
        }
        if (complaint.isCompletedBy(bytes)) {
            end(MtlsOutcome.Plain.REJECTED_HTTP, null);
        } else if (complaint.isDecided()) {
            end(null);
        }
    }

    @Override
    public void originReadComplete() {}

    @Override
    public void originWritabilityChanged() {}

    @Override
    public void originTimedOut() {
        end(null);
    }

    @Override
    public void originClosed(boolean orderly, @Nullable Throwable cause) {
        end(CauseText.of(cause));
    }

    private void end(@Nullable String cause) {
        OriginConnection leased = connection;
        end(leased == null ? MtlsOutcome.Plain.ORIGIN_CLOSED : leased.outcome(), cause);
    }

    private void end(MtlsOutcome outcome, @Nullable String cause) {
        if (over) {
            return;
        }
        over = true;
        if (answer == Answer.NONE && parser.started()) {
            answer = Answer.NOT_HTTP;
        }
        OriginConnection leased = connection;
        if (leased != null) {
            leased.close();
        }
        told.accept(new ContactReport(outcome, handshake, asked(), authorities, chain, method, status, answer, cause));
    }

    /** On a resumed handshake nobody is asked again: the session knows. */
    private boolean asked() {
        OriginHandshake value = handshake;
        return asked || (value != null && value.requested());
    }
}
