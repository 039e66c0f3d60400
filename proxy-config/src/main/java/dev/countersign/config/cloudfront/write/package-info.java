/** How is a distribution written down for CloudFront, and a CloudFront document for here? Start at Export and Import. */
@NullMarked
package dev.countersign.config.cloudfront.write;

import org.jspecify.annotations.NullMarked;
