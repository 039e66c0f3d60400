/** Is the certificate chain that an origin shows one it may show? */
@NullMarked
package dev.countersign.core.tls.certificate;

import org.jspecify.annotations.NullMarked;
