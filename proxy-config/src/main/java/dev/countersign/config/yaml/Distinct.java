package dev.countersign.config.yaml;

import dev.countersign.config.Position;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Values of which there may be one each; remembers where each stood first. */
public final class Distinct {
    private final Map<String, Position> first = new HashMap<>();
    private final String remedy;

    /**
     * Nothing claimed yet.
     *
     * @param remedy ends the sentence about a value that stands twice
     */
    public Distinct(String remedy) {
        this.remedy = remedy;
    }

    /** Claims {@code key} for {@code value}; adds a problem at {@code value} naming both places if it was taken. */
    public void claim(String key, Value value) {
        claim(key, value.position())
                .ifPresent(taken -> value.problem(Wording.quote(key) + " is already taken by " + taken.keyPath()
                        + " on " + taken.lineFor(value.position()) + "; " + remedy));
    }

    /** Claims {@code key}; gives the place that has it already, if any. */
    public Optional<Position> claim(String key, Position position) {
        return Optional.ofNullable(first.putIfAbsent(key, position));
    }

    public boolean contains(String key) {
        return first.containsKey(key);
    }
}
