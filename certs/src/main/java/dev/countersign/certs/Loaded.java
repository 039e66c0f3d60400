package dev.countersign.certs;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** What loading certificates, keys or trust gives. */
public sealed interface Loaded<T> {
    /** What the next step makes of the value, with the warnings of both; problems end it. */
    <R> Loaded<R> then(Function<T, Loaded<R>> next);

    /**
     * Usable.
     *
     * @param warnings sentences for the operator: an expired leaf, for one; often empty
     */
    record Usable<T>(T value, List<String> warnings) implements Loaded<T> {
        public Usable {
            warnings = List.copyOf(warnings);
        }

        @Override
        public <R> Loaded<R> then(Function<T, Loaded<R>> next) {
            Loaded<R> result = next.apply(value);
            return result instanceof Usable<R> usable
                    ? new Usable<>(
                            usable.value(),
                            Stream.concat(warnings.stream(), usable.warnings().stream())
                                    .toList())
                    : result;
        }
    }

    /**
     * Not usable.
     *
     * @param problems sentences that name what to do, at least one; never contain key material
     */
    record Unusable<T>(List<String> problems) implements Loaded<T> {
        public Unusable {
            problems = List.copyOf(problems);
        }

        @Override
        public <R> Loaded<R> then(Function<T, Loaded<R>> next) {
            return new Unusable<>(problems);
        }
    }
}
