/** Which certificate certifies which, and how do messages name one? */
@NullMarked
package dev.countersign.certs.chain;

import org.jspecify.annotations.NullMarked;
