/** May this request go to this origin? The answer is a permit, or the reason why not. */
@NullMarked
package dev.countersign.core.admit;

import org.jspecify.annotations.NullMarked;
