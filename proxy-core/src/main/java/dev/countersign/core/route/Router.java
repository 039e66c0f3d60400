package dev.countersign.core.route;

import dev.countersign.core.http.ByteWriter;
import dev.countersign.core.http.Head;
import java.util.ArrayList;
import java.util.List;

/**
 * Which behavior answers a request? Host first, then path; immutable, shared by all event loops.
 *
 * @param <T> what the snapshot attaches to a behavior
 */
public final class Router<T> {
    private final HostRoutes<PathRoutes<T>> hosts;

    /**
     * One distribution as the router sees it.
     *
     * @param aliases empty: it answers every host that no other distribution answers
     * @param behaviors in order, first match wins
     */
    public record RoutedDistribution<T>(List<String> aliases, List<PathRoutes.Entry<T>> behaviors, T defaultBehavior) {}

    private Router(HostRoutes<PathRoutes<T>> hosts) {
        this.hosts = hosts;
    }

    /**
     * Builds the router.
     *
     * @param unanswered for hosts that no distribution answers
     * @throws IllegalArgumentException if an alias occurs twice, or two distributions have none
     */
    public static <T> Router<T> build(List<RoutedDistribution<T>> distributions, T unanswered) {
        List<HostRoutes.Entry<PathRoutes<T>>> named = new ArrayList<>();
        List<PathRoutes<T>> unnamed = new ArrayList<>();
        for (RoutedDistribution<T> distribution : distributions) {
            PathRoutes<T> paths = PathRoutes.of(distribution.behaviors(), distribution.defaultBehavior());
            if (distribution.aliases().isEmpty()) {
                unnamed.add(paths);
            } else {
                named.add(new HostRoutes.Entry<>(distribution.aliases(), paths));
            }
        }
        if (unnamed.size() > 1) {
            throw new IllegalArgumentException("two distributions have no aliases");
        }
        PathRoutes<T> otherwise = unnamed.isEmpty() ? PathRoutes.of(List.of(), unanswered) : unnamed.get(0);
        return new Router<>(HostRoutes.of(named, otherwise));
    }

    /**
     * What answers the request.
     *
     * @param scratch overwritten if the path has to be normalised
     */
    public T route(Head request, ByteWriter scratch) {
        return hosts.lookup(request.bytes(), request.hostStart(), request.hostEnd())
                .lookup(request.bytes(), request.pathStart(), request.pathEnd(), scratch);
    }
}
