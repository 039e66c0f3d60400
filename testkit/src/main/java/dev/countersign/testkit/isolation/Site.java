package dev.countersign.testkit.isolation;

import dev.countersign.testkit.origin.Asking;
import java.util.Set;

/**
 * A server that stands behind origins: several of them, or none.
 *
 * @param address and {@code port}: where it is
 * @param names that its certificate is for
 * @param real nginx, which answers 400 to whom others send an alert, and does what no request asks for
 */
record Site(String address, int port, Asking asking, Set<String> names, boolean real) {
    String place() {
        return address + ":" + port;
    }

    boolean asks() {
        return asking != Asking.NEVER;
    }

    @Override
    public String toString() {
        return place() + " asking " + asking;
    }
}
