/** Does what goes out to CloudFront, and what comes from there, say the same as before? */
@NullMarked
package dev.countersign.config.cloudfront.write;

import org.jspecify.annotations.NullMarked;
