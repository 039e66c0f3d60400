/** What follows when a certificate, a key or a trust bundle changes, or comes to its end, while the proxy runs? */
@NullMarked
package dev.countersign.server.rotation;

import org.jspecify.annotations.NullMarked;
