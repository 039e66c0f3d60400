package dev.countersign.server.command;

import dev.countersign.config.AccessLogConfig;
import dev.countersign.config.Located;
import dev.countersign.config.Problem;
import dev.countersign.server.Daemon;
import dev.countersign.server.log.ChannelSink;
import dev.countersign.server.log.OperatorLog;
import dev.countersign.server.reload.Prepared;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code run}: from a configuration file to an orderly end. */
final class Run {
    private final Runnable abort;
    private final PrintWriter err;

    Run(Runnable abort, PrintWriter err) {
        this.abort = abort;
        this.err = err;
    }

    int from(Path file) {
        Signals signals = Signals.watch(abort);
        Prepared prepared = Prepared.from(file);
        if (prepared instanceof Prepared.Refused refused) {
            return ProblemReport.print(err, file, refused.problems());
        }
        Prepared.Ready ready = (Prepared.Ready) prepared;
        ChannelSink accessLog;
        try {
            accessLog = sink(ready.config().accessLog());
        } catch (IOException e) {
            return ProblemReport.print(
                    err, file, List.of(unwritable(ready.config().accessLog(), e)));
        }
        return serve(file, ready, accessLog, signals);
    }

    private int serve(Path file, Prepared.Ready ready, ChannelSink accessLog, Signals signals) {
        Logger log = LoggerFactory.getLogger("countersign");
        ready.loaded().warnings().forEach(log::warn);
        try {
            Daemon daemon = Daemon.start(file, ready, accessLog, OperatorLog.of(log));
            signals.onHangUp(daemon::reload);
            log.info("{}; ready in {} ms", daemon.description(), millisSinceStart());
            signals.await();
            log.info("draining for at most {} s", daemon.drainTimeout().toSeconds());
            if (!daemon.stop()) {
                log.warn("drainTimeout passed: exchanges under way were cut");
            }
            log.info("stopped");
            return Commands.FINE;
        } catch (IOException e) {
            log.error("cannot start: {}", e.getMessage());
            return Commands.FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Commands.FAILED;
        }
    }

    private static ChannelSink sink(AccessLogConfig accessLog) throws IOException {
        return accessLog.file().isPresent()
                ? ChannelSink.file(accessLog.file().orElseThrow().value())
                : ChannelSink.standardOutput();
    }

    private static Problem unwritable(AccessLogConfig accessLog, IOException e) {
        Located<Path> file = accessLog.file().orElseThrow();
        return new Problem(file.position(), "cannot be written (" + e + "): name a file in a directory of this user's");
    }

    private static long millisSinceStart() {
        return System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    }
}
