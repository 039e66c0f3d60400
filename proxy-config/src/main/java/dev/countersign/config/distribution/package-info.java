/** Which host names, paths and origins belong together, and how each origin is spoken to? CloudFront's member names are kept. */
@NullMarked
package dev.countersign.config.distribution;

import org.jspecify.annotations.NullMarked;
