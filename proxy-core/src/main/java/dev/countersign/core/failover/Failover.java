package dev.countersign.core.failover;

import dev.countersign.core.destination.Behavior;
import dev.countersign.core.destination.SecondMember;
import dev.countersign.core.destination.StatusSet;
import dev.countersign.core.failure.Failure;
import dev.countersign.core.http.Head;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Who is left of an origin group for one request. Every request begins at the primary, also right after one failed over;
 * the second member is asked once, and what comes of that is the answer. Reused from request to request.
 */
public final class Failover {
    private @Nullable SecondMember left;

    /** A request goes to that behavior's origin; null where it goes nowhere. */
    public void begin(@Nullable Behavior behavior, Head request) {
        SecondMember second = behavior == null ? null : behavior.second().orElse(null);
        left = second != null && FailoverRule.mayFailOver(request) ? second : null;
    }

    /** Statuses of the origin that now make the other one be asked; none where nobody is left. */
    public StatusSet criteria() {
        SecondMember second = left;
        return second == null ? StatusSet.NONE : second.criteria();
    }

    /** Is the second member to be asked after this failure, of which the viewer knows nothing yet? */
    public boolean isDueOn(Failure failure) {
        return FailoverRule.isDue(failure, criteria());
    }

    /**
     * Passes on to the second member.
     *
     * @return what the request is to be admitted to now
     * @throws NoSuchElementException nobody is left
     */
    public Behavior turn() {
        SecondMember second = left;
        if (second == null) {
            throw new NoSuchElementException("nobody is left");
        }
        left = null;
        return second.behavior();
    }

    /** The request is over. */
    public void reset() {
        left = null;
    }
}
