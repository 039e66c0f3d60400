/** Does the reader take what it must, refuse what it must, and say why? */
@NullMarked
package dev.countersign.config.read;

import org.jspecify.annotations.NullMarked;
