package dev.countersign.core.tunnel;

import io.netty.buffer.ByteBuf;

/** The viewer's end of a tunnel. Called on the tunnel's event loop. */
public interface ViewerEnd {
    /** Hands over what the viewer has sent meanwhile, and lets the rest flow. */
    void begin();

    /** Sends bytes, unflushed; takes the buffer over. */
    void send(ByteBuf bytes);

    void flush();

    boolean isWritable();

    /** Lets the viewer's bytes flow, or holds them back. */
    void readMore(boolean wanted);

    /** The viewer can stop sending and still read, and be told that nothing follows and still send. */
    boolean endsByHalves();

    /** Nothing more will be sent, once everything has been. */
    void endOutput();

    /** Ends the connection in order, once everything has been sent. */
    void close();

    /** Ends the connection so that the viewer notices that something is missing. */
    void reset();
}
