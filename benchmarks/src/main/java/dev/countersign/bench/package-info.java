/** How fast is it, beside its peers and beside itself? */
@NullMarked
package dev.countersign.bench;

import org.jspecify.annotations.NullMarked;
