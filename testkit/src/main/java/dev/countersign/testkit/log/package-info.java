/** What does a line of the access log say? */
@NullMarked
package dev.countersign.testkit.log;

import org.jspecify.annotations.NullMarked;
