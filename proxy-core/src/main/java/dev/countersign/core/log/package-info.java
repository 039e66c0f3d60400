/** What goes into the access log, and how does a line reach the writer without blocking an event loop? */
@NullMarked
package dev.countersign.core.log;

import org.jspecify.annotations.NullMarked;
