/** What does one certificate of an origin's chain say of itself: how strong is it, and what may it be used for? */
@NullMarked
package dev.countersign.core.tls.certificate;

import org.jspecify.annotations.NullMarked;
