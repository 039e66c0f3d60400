/** Which certificates have their issuers revoked? */
@NullMarked
package dev.countersign.certs.revocation;

import org.jspecify.annotations.NullMarked;
