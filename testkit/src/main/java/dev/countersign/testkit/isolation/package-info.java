/** Does each origin see the identity that is configured for it, whatever happens? The property, for any proxy that runs from YAML. */
@NullMarked
package dev.countersign.testkit.isolation;

import org.jspecify.annotations.NullMarked;
