package dev.countersign.core.origin;

import dev.countersign.core.destination.OriginTarget;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long a connection may be given to new exchanges: until it has its origin's {@code connectionMaxAge}, and until the
 * identity it was opened under expires. What is in flight then, finishes.
 */
final class Lifetime {
    private final long openedNanos = System.nanoTime();
    private final long maxAgeNanos;
    private final long keepAliveNanos;
    private final long notAfterMillis;

    /** Of a connection that opens now. */
    Lifetime(OriginTarget target, boolean secure) {
        maxAgeNanos = target.config().connectionMaxAge().map(Duration::toNanos).orElse(Long.MAX_VALUE);
        keepAliveNanos =
                target.config().customOriginConfig().originKeepaliveTimeout().toNanos();
        long expiry = secure ? target.tls().notAfterMillis() : Long.MAX_VALUE;
        // A certificate that is expired when it is presented is the origin's to judge, once per connection.
        notAfterMillis = expiry > System.currentTimeMillis() ? expiry : Long.MAX_VALUE;
    }

    boolean isOver() {
        return System.nanoTime() - openedNanos >= maxAgeNanos || System.currentTimeMillis() >= notAfterMillis;
    }

    /** How long it may be idle from now on: the keep-alive timeout, or the rest of its life where that is shorter. */
    long idleNanos() {
        long ofAge = maxAgeNanos - (System.nanoTime() - openedNanos);
        long toExpiry = TimeUnit.MILLISECONDS.toNanos(notAfterMillis - System.currentTimeMillis());
        return Math.min(keepAliveNanos, Math.min(ofAge, toExpiry));
    }
}
