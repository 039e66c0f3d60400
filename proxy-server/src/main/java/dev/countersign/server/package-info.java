/** How does the process start, serve commands, and end? */
@NullMarked
package dev.countersign.server;

import org.jspecify.annotations.NullMarked;
