/** What must the rules on calls find? Every class here breaks one on purpose and is excluded from the real check. */
@NullMarked
package dev.countersign.source.sample;

import org.jspecify.annotations.NullMarked;
