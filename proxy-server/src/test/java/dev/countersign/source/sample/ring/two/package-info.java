/** Half of a ring of packages, for the rule that finds one. */
@NullMarked
package dev.countersign.source.sample.ring.two;

import org.jspecify.annotations.NullMarked;
