/** Where do access-log lines and the daemon's own words go? */
@NullMarked
package dev.countersign.server.log;

import org.jspecify.annotations.NullMarked;
