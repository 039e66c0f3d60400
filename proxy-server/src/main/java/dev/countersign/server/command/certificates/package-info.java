/** Which certificates does the store hold, may they be presented, who uses them, and how do they get in and out? */
@NullMarked
package dev.countersign.server.command.certificates;

import org.jspecify.annotations.NullMarked;
