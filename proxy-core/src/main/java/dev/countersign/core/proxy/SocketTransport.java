package dev.countersign.core.proxy;

import dev.countersign.config.Transport;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.io.IOException;

/** The socket implementation everything runs on. */
record SocketTransport(
        String label,
        IoHandlerFactory handlers,
        Class<? extends ServerChannel> servers,
        Class<? extends SocketChannel> sockets,
        Class<? extends DatagramChannel> datagrams) {

    /**
     * The transport asked for.
     *
     * @throws IOException this machine does not have it; {@code AUTO} always finds one
     */
    static SocketTransport of(Transport wanted) throws IOException {
        return switch (wanted) {
            case AUTO -> Epoll.isAvailable() ? epoll() : nio();
            case NIO -> nio();
            case EPOLL -> {
                if (!Epoll.isAvailable()) {
                    throw new IOException("runtime.transport: epoll is not available on this machine; use auto or nio");
                }
                yield epoll();
            }
            case IO_URING -> {
                if (!IoUring.isAvailable()) {
                    throw new IOException(
                            "runtime.transport: io_uring is not available on this machine; use auto, epoll or nio");
                }
                yield new SocketTransport(
                        "io_uring",
                        IoUringIoHandler.newFactory(),
                        IoUringServerSocketChannel.class,
                        IoUringSocketChannel.class,
                        IoUringDatagramChannel.class);
            }
        };
    }

    private static SocketTransport epoll() {
        return new SocketTransport(
                "epoll",
                KeptInEpoll.of(EpollIoHandler.newFactory()),
                EpollServerSocketChannel.class,
                EpollSocketChannel.class,
                EpollDatagramChannel.class);
    }

    private static SocketTransport nio() {
        return new SocketTransport(
                "NIO",
                NioIoHandler.newFactory(),
                NioServerSocketChannel.class,
                NioSocketChannel.class,
                NioDatagramChannel.class);
    }
}
