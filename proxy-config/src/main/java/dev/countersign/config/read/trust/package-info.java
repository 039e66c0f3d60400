/** Who is believed about an origin's certificate? */
@NullMarked
package dev.countersign.config.read.trust;

import org.jspecify.annotations.NullMarked;
