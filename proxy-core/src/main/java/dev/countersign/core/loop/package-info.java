/** When has something on an event loop waited long enough? */
@NullMarked
package dev.countersign.core.loop;

import org.jspecify.annotations.NullMarked;
