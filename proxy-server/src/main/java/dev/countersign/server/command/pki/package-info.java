/** How does someone without a real authority get certificates to try things out with? */
@NullMarked
package dev.countersign.server.command.pki;

import org.jspecify.annotations.NullMarked;
