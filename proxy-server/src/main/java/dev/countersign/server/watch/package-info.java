/** Has the content of any file in use changed? */
@NullMarked
package dev.countersign.server.watch;

import org.jspecify.annotations.NullMarked;
