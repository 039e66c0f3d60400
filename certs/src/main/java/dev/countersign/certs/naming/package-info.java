/** What are a certificate's key, usages, names, signature and serial called, in ACM's words and on one safe line? */
@NullMarked
package dev.countersign.certs.naming;

import org.jspecify.annotations.NullMarked;
