package dev.countersign.testkit.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Opens connections to 127.0.0.1 as a viewer that sends exact bytes. */
public final class RawViewer {
    private RawViewer() {}

    /** Connects without TLS. */
    public static RawConnection plain(int port) throws IOException {
        Socket transport = connect(port);
        return new RawConnection(transport, transport);
    }

    /**
     * Connects with TLS, naming {@code serverName} in SNI and verifying the certificate against it.
     *
     * @throws javax.net.ssl.SSLException when the handshake fails
     */
    public static RawConnection tls(SSLContext context, String serverName, int port) throws IOException {
        SSLParameters parameters = context.getDefaultSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(serverName)));
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        return tls(context, parameters, serverName, port);
    }

    /** Connects with TLS exactly as {@code parameters} say: versions, ciphers, ALPN, SNI or none, verification or none. */
    public static RawConnection tls(SSLContext context, SSLParameters parameters, String peerName, int port)
            throws IOException {
        Socket transport = connect(port);
        try {
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(transport, peerName, port, true);
            socket.setSSLParameters(parameters);
            RawConnection connection = new RawConnection(transport, socket);
            socket.startHandshake();
            return connection;
        } catch (IOException e) {
            transport.close();
            throw e;
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket transport = new Socket();
        transport.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), RawConnection.READ_TIMEOUT_MILLIS);
        return transport;
    }
}
