package dev.countersign.core.route;

import dev.countersign.core.http.ByteWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Chooses by path: the first pattern that matches, in the order given, else the default (CloudFront, "Path pattern").
 *
 * @param <T> what is chosen
 */
public final class PathRoutes<T> {
    private static final byte[] ROOT = {'/'};

    private final PathPattern[] patterns;
    private final List<T> values;
    private final T otherwise;

    /** One value and its pattern, as {@link PathPattern} reads it. */
    public record Entry<T>(String pattern, T value) {}

    private PathRoutes(PathPattern[] patterns, List<T> values, T otherwise) {
        this.patterns = patterns;
        this.values = values;
        this.otherwise = otherwise;
    }

    /**
     * Builds the table.
     *
     * @param otherwise for every path that no pattern matches
     */
    public static <T> PathRoutes<T> of(List<Entry<T>> entries, T otherwise) {
        PathPattern[] patterns =
                entries.stream().map(entry -> PathPattern.of(entry.pattern())).toArray(PathPattern[]::new);
        List<T> values = new ArrayList<>();
        entries.forEach(entry -> values.add(entry.value()));
        return new PathRoutes<>(patterns, values, otherwise);
    }

    /**
     * What answers the raw path {@code path[from .. to)}: legal, without query, empty for {@code /}.
     *
     * @param scratch overwritten if the path has to be normalised
     */
    public T lookup(byte[] path, int from, int to, ByteWriter scratch) {
        if (from == to) {
            return match(ROOT, 0, 1);
        }
        if (!NormalPath.mayDiffer(path, from, to)) {
            return match(path, from, to);
        }
        NormalPath.write(path, from, to, scratch);
        return match(scratch.array(), 0, scratch.length());
    }

    private T match(byte[] path, int from, int to) {
        for (int i = 0; i < patterns.length; i++) {
            if (patterns[i].matches(path, from, to)) {
                return values.get(i);
            }
        }
        return otherwise;
    }
}
