/** What can go wrong with an exchange, whose side was it, and what is the viewer told? */
@NullMarked
package dev.countersign.core.failure;

import org.jspecify.annotations.NullMarked;
