/** Which certificates may be stored, may replace another, may be presented to an origin? */
@NullMarked
package dev.countersign.certs.rules;

import org.jspecify.annotations.NullMarked;
