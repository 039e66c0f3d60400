/** What follows when the configuration changes, or is asked for anew, while the proxy runs? */
@NullMarked
package dev.countersign.server.reload;

import org.jspecify.annotations.NullMarked;
