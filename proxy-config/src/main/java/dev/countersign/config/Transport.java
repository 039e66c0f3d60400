package dev.countersign.config;

/** Which Netty transport carries connections; {@code AUTO} takes epoll where it loads, else NIO. */
public enum Transport {
    AUTO,
    EPOLL,
    NIO,
    IO_URING
}
