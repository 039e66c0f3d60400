/** What does each command do, and with which exit code does it end? */
@NullMarked
package dev.countersign.server.command;

import org.jspecify.annotations.NullMarked;
