/** What can a request be sent to, and how much of it may be used at once? */
@NullMarked
package dev.countersign.core.destination;

import org.jspecify.annotations.NullMarked;
