package dev.countersign.core.route;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Patterns in their order, found by what they begin with: a tree over the literal bytes before each one's first wildcard.
 * A path meets only patterns whose beginning it shares, and of those none that stands behind one that has matched.
 */
final class PathTrie {
    static final int NONE = -1;

    private final PathPattern[] patterns;
    private final @Nullable Node root;

    private PathTrie(PathPattern[] patterns, @Nullable Node root) {
        this.patterns = patterns;
        this.root = root;
    }

    static PathTrie of(PathPattern[] patterns) {
        Map<byte[], List<Integer>> byBeginning = new TreeMap<>(Arrays::compareUnsigned);
        for (int i = 0; i < patterns.length; i++) {
            byBeginning
                    .computeIfAbsent(patterns[i].literalBeginning(), beginning -> new ArrayList<>())
                    .add(i);
        }
        List<Place> places = byBeginning.entrySet().stream()
                .map(place -> new Place(
                        place.getKey(),
                        place.getValue().stream().mapToInt(index -> index).toArray()))
                .toList();
        return new PathTrie(patterns, places.isEmpty() ? null : new Node(places, null));
    }

    /** The index of the first pattern that the normal path {@code path[from .. to)} matches, or {@link #NONE}. */
    int first(byte[] path, int from, int to) {
        int best = patterns.length;
        for (Node node = deepest(path, from, to); node != null && node.lowest < best; node = node.above) {
            best = node.firstBefore(best, patterns, path, from, to);
        }
        return best == patterns.length ? NONE : best;
    }

    private @Nullable Node deepest(byte[] path, int from, int to) {
        Node on = null;
        for (Node next = root; next != null && next.isOn(path, from, to); next = next.below(path, from, to)) {
            on = next;
        }
        return on;
    }

    /** Patterns, by ascending index, that have the same literal beginning. */
    private record Place(byte[] beginning, int[] indices) {}

    /** Where patterns begin alike up to one length, and those that are all literal up to there. */
    private static final class Node {
        private static final int[] NO_PATTERNS = {};

        /** The bytes between the node above and this one are {@code bytes[start .. end)}. */
        private final byte[] bytes;

        private final int start;
        private final int end;
        private final int[] indices;
        /** What comes next in each of {@link #nodes}, ascending. */
        private final byte[] next;

        private final Node[] nodes;
        private final @Nullable Node above;
        /** The lowest index here and above. */
        private final int lowest;

        /** {@code places} are in order, at least one, and begin alike as far as {@code above}. */
        Node(List<Place> places, @Nullable Node above) {
            this.above = above;
            bytes = places.get(0).beginning();
            start = above == null ? 0 : above.end;
            int differs = Arrays.mismatch(bytes, places.get(places.size() - 1).beginning());
            end = differs < 0 ? bytes.length : differs;
            boolean hasOwn = bytes.length == end;
            indices = hasOwn ? places.get(0).indices() : NO_PATTERNS;
            int lowestAbove = above == null ? Integer.MAX_VALUE : above.lowest;
            lowest = hasOwn ? Math.min(indices[0], lowestAbove) : lowestAbove;
            List<List<Place>> groups = grouped(places.subList(hasOwn ? 1 : 0, places.size()), end);
            next = new byte[groups.size()];
            nodes = new Node[groups.size()];
            for (int i = 0; i < nodes.length; i++) {
                next[i] = groups.get(i).get(0).beginning()[end];
                nodes[i] = new Node(groups.get(i), this);
            }
        }

        private static List<List<Place>> grouped(List<Place> places, int at) {
            List<List<Place>> groups = new ArrayList<>();
            int from = 0;
            for (int i = 1; i <= places.size(); i++) {
                if (i == places.size()
                        || places.get(i).beginning()[at] != places.get(from).beginning()[at]) {
                    groups.add(places.subList(from, i));
                    from = i;
                }
            }
            return groups;
        }

        boolean isOn(byte[] path, int from, int to) {
            return from + end <= to && Arrays.equals(path, from + start, from + end, bytes, start, end);
        }

        @Nullable
        Node below(byte[] path, int from, int to) {
            if (from + end == to) {
                return null;
            }
            int index = Arrays.binarySearch(next, path[from + end]);
            return index < 0 ? null : nodes[index];
        }

        int firstBefore(int limit, PathPattern[] patterns, byte[] path, int from, int to) {
            for (int index : indices) {
                if (index >= limit) {
                    break;
                }
                if (patterns[index].matches(path, from, to)) {
                    return index;
                }
            }
            return limit;
        }
    }
}
