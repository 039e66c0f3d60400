/** Who issues certificates for trying things out, when no real authority is at hand? */
@NullMarked
package dev.countersign.certs.authority;

import org.jspecify.annotations.NullMarked;
