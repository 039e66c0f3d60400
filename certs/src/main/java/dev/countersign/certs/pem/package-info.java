/** What does this PEM file hold: which blocks, which certificates, which private key? */
@NullMarked
package dev.countersign.certs.pem;

import org.jspecify.annotations.NullMarked;
