/** Which certificates, right or deliberately wrong, does a test need, and in which files? Depends on no other module. */
@NullMarked
package dev.countersign.testkit.certificate;

import org.jspecify.annotations.NullMarked;
