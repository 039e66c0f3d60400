package dev.countersign.config.cloudfront;

import dev.countersign.config.Located;
import java.nio.file.Path;

/**
 * Where a distribution that is not written by hand comes from.
 *
 * @param file absolute; the configuration depends on it
 * @param document as it was read
 */
public record CloudFrontSource(Located<Path> file, CloudFrontDocument document) {}
