package dev.countersign.core.destination;

import java.util.BitSet;
import java.util.Collection;

/** A set of response statuses that is asked once per response. */
public final class StatusSet {
    public static final StatusSet NONE = new StatusSet(new BitSet());

    private final BitSet statuses;

    private StatusSet(BitSet statuses) {
        this.statuses = statuses;
    }

    public static StatusSet of(Collection<Integer> statuses) {
        BitSet set = new BitSet();
        statuses.forEach(set::set);
        return new StatusSet(set);
    }

    public boolean contains(int status) {
        return statuses.get(status);
    }

    /** What is in either. */
    public StatusSet and(StatusSet other) {
        BitSet both = (BitSet) statuses.clone();
        both.or(other.statuses);
        return new StatusSet(both);
    }
}
