package dev.countersign.server;

import dev.countersign.server.command.Commands;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Where the process begins and where it ends: nothing else exits or halts. */
public final class Main {
    private Main() {}

    /** Runs one command; the exit codes stand in {@link Commands}. */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(Commands.execute(args, () -> Runtime.getRuntime().halt(Commands.FAILED), out, err));
    }
}
