/** How is a person told, before anything depends on it, what each origin would make of our certificate? */
@NullMarked
package dev.countersign.server.command.probe;

import org.jspecify.annotations.NullMarked;
