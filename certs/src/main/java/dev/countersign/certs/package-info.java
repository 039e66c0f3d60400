/** Which certificate and key is this, may it be used, and whom do we trust? Knows no network, no YAML, no HTTP. */
@NullMarked
package dev.countersign.certs;

import org.jspecify.annotations.NullMarked;
