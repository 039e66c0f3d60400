/** Which private key and which chain does this PKCS#12 or JKS file hold? */
@NullMarked
package dev.countersign.certs.keystore;

import org.jspecify.annotations.NullMarked;
