/** What does this file hold: which bytes, which PEM blocks, which certificates? */
@NullMarked
package dev.countersign.certs.pem;

import org.jspecify.annotations.NullMarked;
