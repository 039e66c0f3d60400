package dev.countersign.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The real {@link Main} in a JVM of its own, started with this JVM's flags and classes. */
final class ServerProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;
    private static final Pattern READY =
            Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+).*; admin on 127\\.0\\.0\\.1:(\\d+)");

    private final Process process;
    private final BlockingQueue<String> errors = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();
    private final Thread reader;

    private ServerProcess(Process process) {
        this.process = process;
        reader = new Thread(this::read, "server-stderr");
        reader.setDaemon(true);
        reader.start();
    }

    /** Standard output goes to {@code out}. */
    static ServerProcess start(Path out, String... args) throws IOException {
        return start(out, List.of(), args);
    }

    /** {@code flags} are for the JVM, and prevail. */
    static ServerProcess start(Path out, List<String> flags, String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--") || flag.startsWith("-Xmx"))
                .forEach(command::add);
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(args));
        return new ServerProcess(
                new ProcessBuilder(command).redirectOutput(out.toFile()).start());
    }

    private void read() {
        try (BufferedReader reader = process.errorReader(StandardCharsets.UTF_8)) {
            reader.lines().forEach(errors::add);
        } catch (IOException e) {
            errors.add("reading failed: " + e);
        }
    }

    /** The next line of standard error that contains {@code text}. */
    String awaitLine(String text) throws InterruptedException {
        while (true) {
            String line = errors.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("no line with \"" + text + "\" in " + seen);
            }
            seen.add(line);
            if (line.contains(text)) {
                return line;
            }
        }
    }

    /** Waits for the start-up line of a server; the port is its first listener's. */
    Ports awaitReady() throws InterruptedException {
        Matcher ready = READY.matcher(awaitLine("listening on"));
        if (!ready.find()) {
            throw new AssertionError(seen.toString());
        }
        return new Ports(Integer.parseInt(ready.group(1)), Integer.parseInt(ready.group(2)));
    }

    long pid() {
        return process.pid();
    }

    /** Sends SIGHUP. */
    void hangUp() throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-HUP", Long.toString(pid())).start();
        assertThat(kill.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }

    /** Sends SIGTERM. */
    void terminate() {
        process.toHandle().destroy(); // Process.destroy would close its standard error, too
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still running: " + seen);
        }
        return process.exitValue();
    }

    /** All of standard error, once the process has ended. */
    List<String> allErrors() throws InterruptedException {
        reader.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        errors.drainTo(seen);
        return List.copyOf(seen);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    record Ports(int viewers, int admin) {}
}
