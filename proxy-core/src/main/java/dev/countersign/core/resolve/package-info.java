/** Which addresses does an origin's name have now? */
@NullMarked
package dev.countersign.core.resolve;

import org.jspecify.annotations.NullMarked;
