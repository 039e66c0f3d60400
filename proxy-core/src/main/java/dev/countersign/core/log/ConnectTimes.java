package dev.countersign.core.log;

/**
 * How long it took to get to an origin, as far as that came.
 *
 * @param dnsNanos the look-up of its name; -1 where nobody had to wait for one
 * @param connectNanos TCP alone, to the address that was tried last; -1 where it did not come about
 */
public record ConnectTimes(long dnsNanos, long connectNanos) {
    public static final ConnectTimes NONE = new ConnectTimes(-1, -1);
}
