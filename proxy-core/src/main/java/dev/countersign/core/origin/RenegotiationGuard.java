package dev.countersign.core.origin;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * Stands in front of the TLS handler and looks at the types of the records that come in (RFC 5246 section 6.2.1). Once the handshake
 * is done, a handshake record asks for another one, or is hostile: it goes no further, and the connection ends. Session tickets
 * come before the origin's Finished (RFC 5077 section 3.3), so nobody else sends any.
 *
 * <p>TLS providers do not tell: on a resumed session they renegotiate without a word. TLS 1.3 has other handshake messages behind
 * the handshake, and no renegotiation: the guard is taken out then.
 */
final class RenegotiationGuard extends ChannelInboundHandlerAdapter {
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int HANDSHAKE = 22;

    private final Runnable refusal;
    private int headerRead;
    private int length;
    private int bodyLeft;
    private boolean cipherChanged;
    private int sinceCipherChanged;
    private boolean done;
    private boolean refused;

    /** {@code refusal} ends the connection, once. */
    RenegotiationGuard(Runnable refusal) {
        this.refusal = refusal;
    }

    /**
     * From now on handshake records are questions. Whether one has come already: behind the origin's ChangeCipherSpec its Finished
     * is the only one, and another may have come along with it.
     */
    boolean handshakeDone() {
        done = true;
        refused = sinceCipherChanged > 1;
        return refused;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (refused) {
            ReferenceCountUtil.release(message);
            return;
        }
        int question = message instanceof ByteBuf bytes ? findQuestion(bytes) : -1;
        if (question < 0) {
            ctx.fireChannelRead(message);
            return;
        }
        refused = true;
        passUpTo(question, (ByteBuf) message, ctx);
        refusal.run();
        if (ctx.channel().isOpen()) {
            ctx.close(); // a farewell that has to wait for the origin to read is not waited for
        }
    }

    /** What stands before the question may be the end of a response. */
    private static void passUpTo(int end, ByteBuf bytes, ChannelHandlerContext ctx) {
        bytes.writerIndex(end);
        if (bytes.isReadable()) {
            ctx.fireChannelRead(bytes);
        } else {
            bytes.release();
        }
    }

    /** Where the first handshake record begins that comes too late, or -1. */
    private int findQuestion(ByteBuf bytes) {
        int end = bytes.writerIndex();
        int at = bytes.readerIndex();
        while (at < end) {
            int passed = Math.min(bodyLeft, end - at);
            bodyLeft -= passed;
            at += passed;
            if (at < end) {
                if (takeHeader(bytes.getUnsignedByte(at))) {
                    return at;
                }
                at++;
            }
        }
        return -1;
    }

    /** One byte of type, two of version, two of length; whether a record begins that comes too late. */
    private boolean takeHeader(int octet) {
        switch (headerRead++) {
            case 0 -> {
                return begins(octet);
            }
            case 3 -> length = octet << 8;
            case 4 -> {
                bodyLeft = length | octet;
                headerRead = 0;
            }
            default -> {} // the version says nothing here
        }
        return false;
    }

    private boolean begins(int type) {
        if (type == CHANGE_CIPHER_SPEC) {
            cipherChanged = true;
        } else if (type == HANDSHAKE && cipherChanged) {
            sinceCipherChanged++;
        }
        return type == HANDSHAKE && done;
    }
}
