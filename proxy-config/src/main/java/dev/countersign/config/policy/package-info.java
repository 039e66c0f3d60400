/** What of a request goes to an origin, and what becomes of a response on its way back? */
@NullMarked
package dev.countersign.config.policy;

import org.jspecify.annotations.NullMarked;
