package dev.countersign.testkit.origin;

/**
 * A running nginx that reports what it saw of each request, wherever it runs.
 *
 * <p>{@code /} answers 200; {@code /1k} answers 200 with 1,024 bytes. Every answer, nginx's own 400 for a refused certificate
 * included, carries {@code X-Seen-Subject}, {@code X-Seen-Serial}, {@code X-Seen-Verify}, {@code X-Seen-Reused} ({@code r} or
 * {@code .}), {@code X-Seen-Protocol}, {@code X-Seen-Sni}, {@code X-Seen-Connection} and {@code X-Seen-Request} (its number on
 * that connection); a header is absent when nginx knows nothing to put there. {@code /} repeats them as the lines of its body.
 *
 * <p>A further location may write an access log in the format {@code seen}: the time of its line in seconds, how long the request
 * took, the status, {@code r} or {@code .}, and the serial number.
 */
public sealed interface NginxPeer extends AutoCloseable permits NginxOrigin, NginxContainer {

    /** The port to connect to on {@code 127.0.0.1}. */
    int port();

    /** nginx's error log so far, at level {@code info}. */
    String log();

    /** Ends nginx and waits until it is gone. */
    @Override
    void close();
}
