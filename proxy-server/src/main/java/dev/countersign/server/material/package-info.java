/** Which certificates, keys and trust does a configuration name, and are they usable? */
@NullMarked
package dev.countersign.server.material;

import org.jspecify.annotations.NullMarked;
