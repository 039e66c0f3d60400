/** Which real server can a test put behind the proxy, and what did that server see? */
@NullMarked
package dev.countersign.testkit.origin;

import org.jspecify.annotations.NullMarked;
