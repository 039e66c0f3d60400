/** Which header fields cross, in either direction, and what does this edge add? */
@NullMarked
package dev.countersign.core.header;

import org.jspecify.annotations.NullMarked;
