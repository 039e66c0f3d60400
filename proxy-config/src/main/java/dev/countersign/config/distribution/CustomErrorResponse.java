package dev.countersign.config.distribution;

import java.util.Optional;

/**
 * What a viewer gets instead of an error (CloudFront, "Generate custom error responses").
 *
 * @param errorCode the status that is replaced
 * @param page empty where CloudFront is only told how long to cache the error
 */
public record CustomErrorResponse(int errorCode, Optional<Page> page) {
    /**
     * The page that is sent instead.
     *
     * @param path starts with {@code /}; fetched through the behavior it matches
     * @param responseCode the status the viewer gets with it
     */
    public record Page(String path, int responseCode) {}
}
