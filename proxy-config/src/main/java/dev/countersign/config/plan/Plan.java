package dev.countersign.config.plan;

import java.util.OptionalInt;

/** What a distribution is subscribed to: it gates features as CloudFront does ("CloudFront flat-rate pricing plans"). */
public enum Plan {
    FREE(5),
    PRO(10),
    BUSINESS(50),
    PREMIUM(100),
    PAY_AS_YOU_GO(0);

    private final int mostBehaviors;

    Plan(int mostBehaviors) {
        this.mostBehaviors = mostBehaviors;
    }

    /** How many behaviors a distribution may have beside its default one; empty where the plan sets no number. */
    public OptionalInt mostBehaviors() {
        return mostBehaviors == 0 ? OptionalInt.empty() : OptionalInt.of(mostBehaviors);
    }
}
