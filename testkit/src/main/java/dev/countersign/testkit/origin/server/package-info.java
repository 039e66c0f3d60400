/** Which real servers can stand behind the proxy, all started and asked alike? */
@NullMarked
package dev.countersign.testkit.origin.server;

import org.jspecify.annotations.NullMarked;
