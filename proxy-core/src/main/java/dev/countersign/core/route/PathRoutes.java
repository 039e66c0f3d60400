package dev.countersign.core.route;

import dev.countersign.core.http.ByteWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Chooses by path: the first pattern that matches, in the order given, else the default (CloudFront, "Path pattern").
 * What a lookup costs depends on the path and on the patterns that begin like it, not on how many others there are.
 *
 * @param <T> what is chosen
 */
public final class PathRoutes<T> {
    private static final byte[] ROOT = {'/'};

    private final PathTrie patterns;
    private final List<T> values;
    private final T otherwise;

    /** One value and its pattern, as {@link PathPattern} reads it. */
    public record Entry<T>(String pattern, T value) {}

    private PathRoutes(PathTrie patterns, List<T> values, T otherwise) {
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
        return new PathRoutes<>(PathTrie.of(patterns), values, otherwise);
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
        int index = patterns.first(path, from, to);
        return index == PathTrie.NONE ? otherwise : values.get(index);
    }
}
