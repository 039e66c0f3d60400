/** Was every counted resource given back when a test class ended? */
@NullMarked
package dev.countersign.testkit.leak;

import org.jspecify.annotations.NullMarked;
