/** Is this one value well formed: a host name, an address, an identifier, an ARN, a pair of certificate files? */
@NullMarked
package dev.countersign.config.value;

import org.jspecify.annotations.NullMarked;
