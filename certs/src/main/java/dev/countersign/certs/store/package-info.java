/** Which client certificate does an ARN stand for, and where in the certificate store is it? */
@NullMarked
package dev.countersign.certs.store;

import org.jspecify.annotations.NullMarked;
