package dev.countersign.testkit.origin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One real server as a child process, its output in a file of its own directory. */
public final class PeerProcess implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
    private static final long POLL_MILLIS = 10;
    private static final long STOP_SECONDS = 5;

    private final Path directory;
    private final Path output;
    private final Process process;

    private PeerProcess(Path directory, Path output, Process process) {
        this.directory = directory;
        this.output = output;
        this.process = process;
    }

    /** Starts {@code command}; {@code directory} now belongs to the process and goes when it is closed. */
    public static PeerProcess start(Path directory, List<String> command) throws IOException {
        PeerProcess peer = startTalking(directory, command);
        peer.process.getOutputStream().close();
        return peer;
    }

    /** As {@link #start}, with an ear open for {@link #type}. */
    static PeerProcess startTalking(Path directory, List<String> command) throws IOException {
        Path output = directory.resolve("output.log");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new PeerProcess(directory, output, process);
    }

    /** Types {@code text} into its standard input. */
    void type(String text) throws IOException {
        process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** The first match of {@code pattern} in the output, waiting for it while the process lives. */
    public Matcher await(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        try {
            while (true) {
                // Ended is asked first: output written before the end must still count.
                boolean ended = process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
                Matcher matcher = compiled.matcher(output());
                if (matcher.find()) {
                    return matcher;
                }
                if (ended || System.nanoTime() > deadline) {
                    throw new IllegalStateException("no '" + pattern + "' from the peer, which said:\n" + output());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the peer started", e);
        }
    }

    public String output() {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Directories.delete(directory);
    }
}
