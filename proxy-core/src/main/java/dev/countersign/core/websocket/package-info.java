/** What is a WebSocket here, from the request that offers it to the last byte of its tunnel (RFC 6455)? */
@NullMarked
package dev.countersign.core.websocket;

import org.jspecify.annotations.NullMarked;
