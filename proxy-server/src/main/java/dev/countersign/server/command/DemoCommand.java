package dev.countersign.server.command;

import dev.countersign.server.demo.Demo;
import java.io.IOException;
import java.io.PrintWriter;

/** {@code demo}: shows the four requests, then stays for the user's own. */
final class DemoCommand {
    private final Runnable abort;
    private final PrintWriter out;
    private final PrintWriter err;

    DemoCommand(Runnable abort, PrintWriter out, PrintWriter err) {
        this.abort = abort;
        this.out = out;
        this.err = err;
    }

    /** Runs it; {@code once} means to end after the four requests instead of waiting for a signal */
    int run(boolean once) {
        Signals signals = Signals.watch(abort);
        try (Demo demo = Demo.start(err::println)) {
            boolean asExpected = demo.show(out);
            if (!once) {
                demo.invite(out);
                signals.await();
            }
            return asExpected || !once ? Commands.FINE : Commands.FAILED;
        } catch (IOException e) {
            err.println("demo: " + e.getMessage());
            return Commands.FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Commands.FAILED;
        }
    }
}
