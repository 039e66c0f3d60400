/** Which policies does CloudFront itself provide, and what do they hold? */
@NullMarked
package dev.countersign.config.cloudfront.managed;

import org.jspecify.annotations.NullMarked;
