/** How do bytes go both ways between a viewer and an origin that have switched protocols, and when does that end? */
@NullMarked
package dev.countersign.core.tunnel;

import org.jspecify.annotations.NullMarked;
