/** Do CloudFront's documents mean here what they mean there, and is nothing of them lost in silence? */
@NullMarked
package dev.countersign.config.cloudfront;

import org.jspecify.annotations.NullMarked;
