/** How does an exchange get a connection to its origin, and what becomes of it afterwards? */
@NullMarked
package dev.countersign.core.origin;

import org.jspecify.annotations.NullMarked;
