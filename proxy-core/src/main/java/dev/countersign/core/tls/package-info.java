/** What happened between us and an origin before HTTP: who asked, what was presented, who was refused and why? */
@NullMarked
package dev.countersign.core.tls;

import org.jspecify.annotations.NullMarked;
