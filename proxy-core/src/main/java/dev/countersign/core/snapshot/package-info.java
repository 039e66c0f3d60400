/** What do all exchanges that start now run under, and how is it built from one configuration? */
@NullMarked
package dev.countersign.core.snapshot;

import org.jspecify.annotations.NullMarked;
