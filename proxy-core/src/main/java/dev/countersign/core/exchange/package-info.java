/** What becomes of one request, from its head to its line in the access log? */
@NullMarked
package dev.countersign.core.exchange;

import org.jspecify.annotations.NullMarked;
