package dev.countersign.config.policy;

import java.util.List;

/**
 * Which of several named things are meant.
 *
 * @param items names as written; at least one under {@link Kind#WHITELIST} and {@link Kind#ALL_EXCEPT}, else none
 */
public record NameChoice(Kind behavior, List<String> items) {
    public static final NameChoice ALL = new NameChoice(Kind.ALL, List.of());
    public static final NameChoice NONE = new NameChoice(Kind.NONE, List.of());

    public enum Kind {
        NONE,
        /** Those that are named. */
        WHITELIST,
        /** For headers CloudFront calls it {@code allViewer}. */
        ALL,
        /** Those that are not named. */
        ALL_EXCEPT
    }

    public NameChoice {
        items = List.copyOf(items);
    }

    public static NameChoice whitelist(String... items) {
        return new NameChoice(Kind.WHITELIST, List.of(items));
    }

    public static NameChoice allExcept(String... items) {
        return new NameChoice(Kind.ALL_EXCEPT, List.of(items));
    }

    /** Whether {@code name} is meant, ASCII case aside. */
    public boolean includes(String name) {
        boolean named = items.stream().anyMatch(name::equalsIgnoreCase);
        return behavior == Kind.ALL || (behavior == Kind.ALL_EXCEPT && !named) || (behavior == Kind.WHITELIST && named);
    }
}
