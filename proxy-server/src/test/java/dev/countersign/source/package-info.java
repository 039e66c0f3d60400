/** Does the source itself keep the house rules: shape, words, banned calls, module directions, and the launcher's promises? */
@NullMarked
package dev.countersign.source;

import org.jspecify.annotations.NullMarked;
