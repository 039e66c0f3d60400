/** Where an attempt at an origin failed, is there another at the same one, and as whom? */
@NullMarked
package dev.countersign.core.retry;

import org.jspecify.annotations.NullMarked;
