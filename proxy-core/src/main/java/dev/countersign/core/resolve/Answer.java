package dev.countersign.core.resolve;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What came of a look-up. */
sealed interface Answer {

    /**
     * The name has these addresses.
     *
     * @param addresses at least one, in the order to try them
     * @param ttlSeconds how long this may be believed, from 0
     * @param complete false where half of the question got no answer
     */
    record Found(List<InetAddress> addresses, long ttlSeconds, boolean complete) implements Answer {
        public Found {
            addresses = List.copyOf(addresses);
        }
    }

    /** Who knows the name says that it has no such address. */
    record None() implements Answer {}

    /** Nobody who knows could be asked; {@code why} is for the log. */
    record Unknown(String why) implements Answer {}

    /**
     * The answers about both families as one. They alternate, IPv6 first (RFC 8305 section 4), so that one family that leads
     * nowhere costs one address.
     */
    static Answer ofBoth(Answer v6, Answer v4) {
        if (v6 instanceof Found six && v4 instanceof Found four) {
            return new Found(
                    alternating(six.addresses(), four.addresses()),
                    Math.min(six.ttlSeconds(), four.ttlSeconds()),
                    six.complete() && four.complete());
        }
        if (v6 instanceof Found six) {
            return new Found(six.addresses(), six.ttlSeconds(), v4 instanceof None);
        }
        if (v4 instanceof Found four) {
            return new Found(four.addresses(), four.ttlSeconds(), v6 instanceof None);
        }
        return v6 instanceof None ? v4 : v6;
    }

    private static List<InetAddress> alternating(List<InetAddress> first, List<InetAddress> second) {
        Set<InetAddress> mixed = new LinkedHashSet<>();
        for (int at = 0; at < Math.max(first.size(), second.size()); at++) {
            mixed.addAll(first.subList(Math.min(at, first.size()), Math.min(at + 1, first.size())));
            mixed.addAll(second.subList(Math.min(at, second.size()), Math.min(at + 1, second.size())));
        }
        return new ArrayList<>(mixed);
    }
}
