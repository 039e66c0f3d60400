/** Which of CloudFront's plans allows what? */
@NullMarked
package dev.countersign.config.plan;

import org.jspecify.annotations.NullMarked;
