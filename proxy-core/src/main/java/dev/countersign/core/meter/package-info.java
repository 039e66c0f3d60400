/** What does the data plane count? Core names the meters; the server registers them. */
@NullMarked
package dev.countersign.core.meter;

import org.jspecify.annotations.NullMarked;
