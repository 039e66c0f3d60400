/**
 * Which bytes are a legal HTTP/1.1 message? Heads stay bytes: a table of offsets over what was received, edited and
 * copied.
 */
@NullMarked
package dev.countersign.core.http;

import org.jspecify.annotations.NullMarked;
