/** Does a request offer to go on as a WebSocket, and does a response take the offer up (RFC 6455)? */
@NullMarked
package dev.countersign.core.websocket;

import org.jspecify.annotations.NullMarked;
