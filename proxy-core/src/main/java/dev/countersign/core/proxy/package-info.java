/** Which threads, sockets and parts make up a running data plane, and how do they start and stop? */
@NullMarked
package dev.countersign.core.proxy;

import org.jspecify.annotations.NullMarked;
