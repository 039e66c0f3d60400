/** What does one distribution say: its aliases, origins, client certificates and behaviors? */
@NullMarked
package dev.countersign.config.read.distribution;

import org.jspecify.annotations.NullMarked;
