/** What does a name server say, and when does it say nothing? */
@NullMarked
package dev.countersign.testkit.dns;

import org.jspecify.annotations.NullMarked;
