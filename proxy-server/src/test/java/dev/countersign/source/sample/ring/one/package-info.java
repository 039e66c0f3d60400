/** Half of a ring of packages, for the rule that finds one. */
@NullMarked
package dev.countersign.source.sample.ring.one;

import org.jspecify.annotations.NullMarked;
