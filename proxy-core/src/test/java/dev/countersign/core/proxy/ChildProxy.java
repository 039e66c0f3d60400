package dev.countersign.core.proxy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A data plane in a JVM of its own, with little memory: 128 MiB of heap and 128 MiB outside it. */
public final class ChildProxy implements AutoCloseable {
    private final Process process;
    private final int port;

    private ChildProxy(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** The child: reads YAML from standard input up to a line of three dots, says its port, and runs until input ends. */
    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        StringBuilder yaml = new StringBuilder();
        for (String line = in.readLine(); !"...".equals(line); line = in.readLine()) {
            yaml.append(line).append('\n');
        }
        try (RunningProxy proxy = RunningProxy.start(Path.of(arguments[0]), yaml.toString())) {
            System.out.println("port " + proxy.port());
            in.readLine();
        }
    }

    public static ChildProxy start(Path directory, String yaml) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--"))
                .forEach(command::add);
        command.addAll(List.of(
                "-Xmx128m",
                "-XX:MaxDirectMemorySize=128m",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                ChildProxy.class.getName(),
                directory.toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        OutputStream in = process.getOutputStream();
        in.write((yaml + "\n...\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("port ")) {
                return new ChildProxy(process, Integer.parseInt(line.substring("port ".length())));
            }
        }
        throw new AssertionError("the child ended before it listened");
    }

    public int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the child does not end");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        if (process.exitValue() != 0) {
            throw new AssertionError("the child ended with " + process.exitValue());
        }
    }
}
