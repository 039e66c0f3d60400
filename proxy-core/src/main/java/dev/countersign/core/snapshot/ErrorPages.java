package dev.countersign.core.snapshot;

import dev.countersign.config.distribution.CustomErrorResponse;
import dev.countersign.core.destination.StatusSet;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A distribution's pages that are sent instead of errors. */
public final class ErrorPages {
    public static final ErrorPages NONE = new ErrorPages(Map.of());

    private final Map<Integer, Page> pages;
    private final StatusSet statuses;

    /**
     * One page.
     *
     * @param path starts with a slash
     * @param responseCode the status the viewer gets with it
     */
    public record Page(byte[] path, int responseCode) {}

    private ErrorPages(Map<Integer, Page> pages) {
        this.pages = Map.copyOf(pages);
        this.statuses = pages.isEmpty() ? StatusSet.NONE : StatusSet.of(pages.keySet());
    }

    static ErrorPages of(List<CustomErrorResponse> responses) {
        Map<Integer, Page> pages = new HashMap<>();
        for (CustomErrorResponse response : responses) {
            response.page()
                    .ifPresent(page -> pages.put(
                            response.errorCode(),
                            new Page(page.path().getBytes(StandardCharsets.US_ASCII), page.responseCode())));
        }
        return pages.isEmpty() ? NONE : new ErrorPages(pages);
    }

    public boolean isEmpty() {
        return pages.isEmpty();
    }

    /** The statuses that have a page. */
    public StatusSet statuses() {
        return statuses;
    }

    /** The page of that status; null for none. */
    public @Nullable Page of(int status) {
        return pages.get(status);
    }
}
