package dev.countersign.core.destination;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OriginBudgetTest {
    /** An event loop that has ended takes no wake-ups, and must not take one away from another. */
    @Test
    void whoeverLeftTheLineIsNotWoken() {
        OriginBudget budget = new OriginBudget(1, 1, 3, 1);
        assertThat(budget.tryOpen()).isTrue();
        List<String> woken = new ArrayList<>();
        Runnable first = () -> woken.add("first");
        budget.enlist(first);
        budget.enlist(() -> woken.add("second"));
        budget.leave(first);
        budget.connectionClosed();
        assertThat(woken).containsExactly("second");
        budget.wakeOne();
        assertThat(woken).hasSize(1);
    }

    /** What is given back later may be given back much later. */
    @Test
    void whoeverWaitsIsWokenWhenTheLimitIsRaised() {
        OriginBudget budget = new OriginBudget(1, 1, 3, 1);
        assertThat(budget.tryOpen()).isTrue();
        List<String> woken = new ArrayList<>();
        budget.enlist(() -> woken.add("first"));
        assertThat(woken).isEmpty();
        budget.limit(2, 2, 3, 1);
        assertThat(woken).containsExactly("first");
        assertThat(budget.tryOpen()).isTrue();
    }
}
