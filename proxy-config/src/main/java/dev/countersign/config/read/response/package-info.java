/** What does a viewer get beside, or instead of, what an origin answers? */
@NullMarked
package dev.countersign.config.read.response;

import org.jspecify.annotations.NullMarked;
