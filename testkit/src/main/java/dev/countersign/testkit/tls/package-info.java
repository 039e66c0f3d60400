/** How does an origin's TLS break off, in which way, and how far had it come? */
@NullMarked
package dev.countersign.testkit.tls;

import org.jspecify.annotations.NullMarked;
