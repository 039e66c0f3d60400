/** Which private key is this, which password opens it, and whose certificate does it belong to? */
@NullMarked
package dev.countersign.certs.key;

import org.jspecify.annotations.NullMarked;
