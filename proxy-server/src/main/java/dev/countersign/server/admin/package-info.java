/** How does an operator, or what watches over the process, see how it is? */
@NullMarked
package dev.countersign.server.admin;

import org.jspecify.annotations.NullMarked;
