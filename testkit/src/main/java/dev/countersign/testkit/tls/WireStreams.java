package dev.countersign.testkit.tls;

import dev.countersign.testkit.wire.RawConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/** A connection as the two streams that Bouncy Castle wants. It closes neither: how a connection ends is the script's. */
final class WireStreams {
    private final RawConnection connection;
    private boolean mute;

    WireStreams(RawConnection connection) {
        this.connection = connection;
    }

    /** From now on nothing is sent, whatever the protocol would have to say of its end. */
    void mute() {
        mute = true;
    }

    InputStream in() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                return connection.readExactly(1)[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                System.arraycopy(connection.readExactly(length), 0, bytes, from, length);
                return length;
            }
        };
    }

    OutputStream out() {
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                if (!mute) {
                    connection.send(Arrays.copyOfRange(bytes, from, from + length));
                }
            }
        };
    }
}
