/** Which bytes, exactly, does the peer of the proxy send and receive? */
@NullMarked
package dev.countersign.testkit.wire;

import org.jspecify.annotations.NullMarked;
