package dev.countersign.core.probe;

import dev.countersign.config.Defaults;
import dev.countersign.config.distribution.ViewerProtocolPolicy;
import dev.countersign.core.admit.Admission;
import dev.countersign.core.admit.Permit;
import dev.countersign.core.destination.Behavior;
import dev.countersign.core.destination.Fallback;
import dev.countersign.core.destination.OriginBudget;
import dev.countersign.core.destination.OriginPlace;
import dev.countersign.core.destination.OriginTarget;
import dev.countersign.core.exchange.CertificateComplaint;
import dev.countersign.core.http.Head;
import dev.countersign.core.http.Method;
import dev.countersign.core.probe.ContactReport.Answer;
import dev.countersign.core.probe.OriginReport.Unreached;
import dev.countersign.core.resolve.ResolvedName;
import dev.countersign.core.selection.RequestSelection;
import dev.countersign.core.tls.AnonymousTls;
import dev.countersign.core.tls.MtlsOutcome;
import dev.countersign.core.tls.OriginTls;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The contacts with one origin, one after the other, and all at the first address that takes a connection: as configured,
 * the same again, under the fallback, without a certificate. Belongs to one event loop.
 */
final class OriginProbe {
    private final OriginTarget origin;
    private final ProbeLoop loop;
    private final CompletableFuture<OriginReport> told;
    private final boolean secure;
    private final List<Unreached> unreached = new ArrayList<>();
    private Method method = Method.HEAD;
    private List<InetAddress> addresses = List.of();
    private @Nullable InetAddress used;
    private Optional<ContactReport> again = Optional.empty();
    private Optional<ContactReport> fallback = Optional.empty();
    private Optional<ContactReport> anonymous = Optional.empty();

    OriginProbe(OriginTarget origin, ProbeLoop loop, CompletableFuture<OriginReport> told) {
        this.origin = origin;
        this.loop = loop;
        this.told = told;
        this.secure = permit(origin, loop.head(Method.HEAD, origin))
                .map(Permit::secure)
                .orElse(false);
    }

    void begin() {
        go(this::resolve);
    }

    private void resolve() {
        if (permit(origin, loop.head(Method.HEAD, origin)).isEmpty()) {
            finish(unconnected(MtlsOutcome.Plain.PROTOCOL_REFUSED, null));
            return;
        }
        OriginPlace place = origin.key(secure).place();
        if (place instanceof OriginPlace.Fixed fixed) {
            found(List.of(fixed.address()));
        } else if (place instanceof OriginPlace.Named named) {
            loop.names().of(named).ask(new ResolvedName.Asker() {
                @Override
                public void found(List<InetAddress> inOrder) {
                    OriginProbe.this.found(inOrder);
                }

                @Override
                public void notFound(String why) {
                    finish(unconnected(MtlsOutcome.Plain.DNS_FAILED, why));
                }
            });
        }
    }

    private void found(List<InetAddress> inOrder) {
        addresses = List.copyOf(inOrder);
        asConfigured(0);
    }

    private void asConfigured(int index) {
        InetAddress address = addresses.get(index);
        visit(at(origin, address), report -> {
            if (!report.isUnconnected()) {
                used = address;
                once(report);
                return;
            }
            unreached.add(new Unreached(address, report.outcome(), report.cause()));
            if (index + 1 < addresses.size() && timeIsLeft()) {
                asConfigured(index + 1);
            } else {
                finish(report);
            }
        });
    }

    /** An exchange would wait so often, too. */
    private boolean timeIsLeft() {
        return unreached.stream()
                        .filter(it -> it.outcome() == MtlsOutcome.Plain.CONNECT_TIMEOUT)
                        .count()
                < origin.config().connectionAttempts();
    }

    private void once(ContactReport configured) {
        InetAddress address = used;
        if (address == null || !secure || configured.handshake() == null || configured.refusesTheOrigin()) {
            finish(configured);
        } else if (!configured.isConnected() || configured.answer() == Answer.NONE) {
            underFallback(configured, address);
        } else {
            contact(at(origin, address), report -> {
                again = Optional.of(report);
                underFallback(configured, address);
            });
        }
    }

    private void underFallback(ContactReport configured, InetAddress address) {
        Optional<OriginTarget> second = origin.fallback().map(Fallback::target);
        if (second.isEmpty() || !configured.asked()) {
            withoutCertificate(configured, address);
            return;
        }
        visit(at(second.orElseThrow(), address), report -> {
            fallback = Optional.of(report);
            withoutCertificate(configured, address);
        });
    }

    private void withoutCertificate(ContactReport configured, InetAddress address) {
        if (!configured.asked()) {
            finish(configured);
            return;
        }
        OriginTls nobodys;
        try {
            nobodys = AnonymousTls.insteadOf(origin.tls());
        } catch (SSLException impossible) {
            throw new IllegalStateException("the same settings were taken before", impossible);
        }
        visit(at(origin, address).underNone(nobodys), report -> {
            nobodys.release();
            anonymous = Optional.of(report);
            finish(configured);
        });
    }

    /** A 400 to HEAD has no page that says why, and some servers do not answer HEAD: only then GET is sent, too. */
    private void visit(OriginTarget target, Consumer<ContactReport> then) {
        contact(target, report -> {
            if (method == Method.HEAD && report.isUnanswered()) {
                method = Method.GET;
                contact(target, second -> then.accept(report.answeredBy(second)));
            } else if (method == Method.HEAD && report.status() == CertificateComplaint.STATUS && report.asked()) {
                method = Method.GET;
                contact(target, second -> {
                    method = Method.HEAD;
                    then.accept(second.outcome() == MtlsOutcome.Plain.REJECTED_HTTP ? report.complaining() : report);
                });
            } else {
                then.accept(report);
            }
        });
    }

    private void contact(OriginTarget target, Consumer<ContactReport> then) {
        Head head = loop.head(method, target);
        Permit permit = permit(target, head).orElseThrow();
        Contact contact = new Contact(
                permit,
                head,
                loop.handshakeOnly(),
                loop.edge(),
                report -> loop.execute(() -> go(() -> then.accept(report))));
        target.tls().tell(contact);
        loop.pools().lease(permit, true, contact);
    }

    private void go(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException failed) {
            told.completeExceptionally(failed);
        }
    }

    /** By the one rule there is for requests, under a behavior that any viewer's HEAD would find. */
    private static Optional<Permit> permit(OriginTarget target, Head head) {
        Behavior behavior = new Behavior(
                target,
                Optional.empty(),
                EnumSet.of(Method.HEAD, Method.GET),
                ViewerProtocolPolicy.ALLOW_ALL,
                RequestSelection.of(Defaults.ORIGIN_REQUEST_POLICY),
                null,
                new byte[0]);
        return Admission.decide(head, behavior, true) instanceof Permit permit ? Optional.of(permit) : Optional.empty();
    }

    /** Contacts follow each other, and what one of them did to the origin's budget is not the next one's business. */
    private static OriginTarget at(OriginTarget target, InetAddress address) {
        return target.apart(new OriginPlace.Fixed(address), new OriginBudget(1, 1, 1, 1));
    }

    private static ContactReport unconnected(MtlsOutcome outcome, @Nullable String why) {
        return new ContactReport(outcome, null, false, List.of(), List.of(), Method.HEAD, 0, Answer.NOT_SENT, why);
    }

    private void finish(ContactReport configured) {
        told.complete(
                new OriginReport(origin, secure, addresses, unreached, used, configured, again, fallback, anonymous));
    }
}
