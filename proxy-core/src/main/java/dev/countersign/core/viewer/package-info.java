/** How do viewers connect, and how is what they send taken and answered? */
@NullMarked
package dev.countersign.core.viewer;

import org.jspecify.annotations.NullMarked;
