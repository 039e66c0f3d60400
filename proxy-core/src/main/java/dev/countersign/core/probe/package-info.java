/** What would an origin say to us, and to others, if a request went there now? A probe asks, by the proxy's own means. */
@NullMarked
package dev.countersign.core.probe;

import org.jspecify.annotations.NullMarked;
