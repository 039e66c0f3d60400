/** What does a document of CloudFront's say, in the words of a hand-written configuration? Knows nothing of what is allowed. */
@NullMarked
package dev.countersign.config.cloudfront;

import org.jspecify.annotations.NullMarked;
