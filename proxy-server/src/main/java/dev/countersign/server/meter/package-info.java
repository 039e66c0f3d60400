/** Which numbers does the process show, under which names? */
@NullMarked
package dev.countersign.server.meter;

import org.jspecify.annotations.NullMarked;
