package dev.countersign.core.route;

import dev.countersign.core.http.Octets;
import java.util.ArrayList;
import java.util.List;

/**
 * Chooses by host: an exact alias, else the longest wildcard, else what answers every other host. {@code
 * *.example.com} matches {@code a.example.com} and {@code b.a.example.com} but not {@code example.com} (CloudFront,
 * "Using wildcards in alternate domain names"). A host is compared without port, without one trailing dot, ASCII
 * case aside; anything else that depends on the host must ask here too, so that one host never has two answers.
 *
 * @param <T> what is chosen
 */
public final class HostRoutes<T> {
    private static final String WILDCARD = "*.";

    private final HostNames exact;
    private final List<T> exactValues = new ArrayList<>();
    private final HostNames suffixes;
    private final List<T> suffixValues = new ArrayList<>();
    private final T otherwise;

    /** One value and the aliases it answers, each exact or beginning with {@code *.}. */
    public record Entry<T>(List<String> aliases, T value) {}

    private HostRoutes(int aliases, T otherwise) {
        this.exact = new HostNames(aliases);
        this.suffixes = new HostNames(aliases);
        this.otherwise = otherwise;
    }

    /**
     * Builds the table.
     *
     * @param otherwise for every host that no alias matches
     * @throws IllegalArgumentException if an alias occurs twice
     */
    public static <T> HostRoutes<T> of(List<Entry<T>> entries, T otherwise) {
        int aliases = entries.stream().mapToInt(entry -> entry.aliases().size()).sum();
        HostRoutes<T> routes = new HostRoutes<>(aliases, otherwise);
        for (Entry<T> entry : entries) {
            for (String alias : entry.aliases()) {
                if (alias.startsWith(WILDCARD)) {
                    routes.suffixes.add(alias.substring(WILDCARD.length()));
                    routes.suffixValues.add(entry.value());
                } else {
                    routes.exact.add(alias);
                    routes.exactValues.add(entry.value());
                }
            }
        }
        return routes;
    }

    /** What answers the host {@code bytes[from .. to)}, which is legal, may carry a port and may be empty. */
    public T lookup(byte[] bytes, int from, int to) {
        int end = hostEnd(bytes, from, to);
        int hash = 0;
        int longest = HostNames.NONE;
        for (int i = end - 1; i >= from; i--) {
            if (bytes[i] == '.' && i > from) {
                int suffix = suffixes.find(hash, bytes, i + 1, end);
                longest = suffix == HostNames.NONE ? longest : suffix;
            }
            hash = HostNames.extend(hash, bytes[i]);
        }
        int index = exact.find(hash, bytes, from, end);
        if (index != HostNames.NONE) {
            return exactValues.get(index);
        }
        return longest == HostNames.NONE ? otherwise : suffixValues.get(longest);
    }

    private static int hostEnd(byte[] bytes, int from, int to) {
        int search = from;
        if (from < to && bytes[from] == '[') {
            search = Math.max(from, Octets.indexOf(bytes, from, to, ']'));
        }
        int colon = Octets.indexOf(bytes, search, to, ':');
        int end = colon < 0 ? to : colon;
        return end > from && bytes[end - 1] == '.' ? end - 1 : end;
    }
}
