/** What did an origin in this JVM see of each request, and of the handshake below it? */
@NullMarked
package dev.countersign.testkit.origin.witness;

import org.jspecify.annotations.NullMarked;
