/** What does a configuration file say, section by section? Start at ConfigReader; ConfigSection lists the sections. */
@NullMarked
package dev.countersign.config.read;

import org.jspecify.annotations.NullMarked;
