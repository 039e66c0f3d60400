/** Which client certificate does an ARN stand for, and how does it come into the certificate store, change and leave it? */
@NullMarked
package dev.countersign.certs.store;

import org.jspecify.annotations.NullMarked;
