/** What does this piece of YAML say, where does it stand, and what is wrong with it? Knows nothing of listeners or origins. */
@NullMarked
package dev.countersign.config.yaml;

import org.jspecify.annotations.NullMarked;
