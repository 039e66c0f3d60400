/** Is the second member of an origin group asked where the first one failed? */
@NullMarked
package dev.countersign.core.failover;

import org.jspecify.annotations.NullMarked;
