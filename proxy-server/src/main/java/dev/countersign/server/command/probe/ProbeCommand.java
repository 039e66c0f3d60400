package dev.countersign.server.command.probe;

import dev.countersign.config.Problem;
import dev.countersign.config.yaml.Wording;
import dev.countersign.core.destination.OriginTarget;
import dev.countersign.core.probe.OriginReport;
import dev.countersign.core.probe.ProbeRequest;
import dev.countersign.core.probe.Prober;
import dev.countersign.core.snapshot.Snapshot;
import dev.countersign.core.snapshot.SnapshotBuilder;
import dev.countersign.core.tls.OriginTls;
import dev.countersign.core.tls.TlsEngine;
import dev.countersign.server.command.certificates.answer.Terminal;
import dev.countersign.server.meter.MicrometerMeters;
import dev.countersign.server.reload.Prepared;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code probe}: each origin is asked what it makes of our certificate, as the proxy would ask, and once without it. */
@Command(
        name = "probe",
        sortOptions = false,
        description = {
            "Ask each origin, over the network, what it makes of our certificate, before anything depends on it.",
            "Connects as run would and sends HEAD, and does so once more without the certificate: who else gets in? GET"
                    + " is sent, too, where HEAD is not answered, or answered with 400, for the page that says why."
        },
        exitCodeList = {
            "0:every origin asked for the certificate, and took it",
            "1:one did not, or could not be reached",
            "2:bad usage or configuration; nothing was asked",
            "3:none failed, but one has not said yet"
        },
        footer = {
            "%nExamples:",
            "  countersign probe -c countersign.yaml",
            "  countersign probe -c countersign.yaml --origin shop/api --request /health"
        })
public final class ProbeCommand implements Callable<Integer> {
    /** Every origin took the certificate. */
    public static final int AUTHENTICATED = 0;

    /** At least one did not. */
    public static final int FAILED = 1;

    /** Nothing was asked. */
    public static final int REFUSED = 2;

    /** None failed, at least one has not said yet. */
    public static final int UNCONFIRMED = 3;

    private static final long ONLY_SNAPSHOT = 1;

    private final Terminal terminal;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            required = true,
            description = "The configuration.")
    private Path config = Path.of("");

    @Option(names = "--origin", paramLabel = "DISTRIBUTION/ORIGIN", description = "This one alone; may be repeated.")
    private List<String> origins = new ArrayList<>();

    @Option(
            names = "--request",
            paramLabel = "PATH",
            description = "What to ask for, as a viewer would; originPath goes in front of it. Default: /")
    private @Nullable String path;

    @Option(
            names = "--handshake-only",
            description = "Send no request. Then no answer confirms that the certificate was taken.")
    private boolean handshakeOnly;

    @Option(names = "--json", description = "Answer in JSON.")
    private boolean json;

    /** A command that answers on {@code out} and complains on {@code err}. */
    public ProbeCommand(PrintWriter out, PrintWriter err) {
        terminal = new Terminal(out, err);
    }

    @Override
    public Integer call() {
        if (handshakeOnly && path != null) {
            return terminal.refused(List.of("--request: --handshake-only sends none; give one of the two"));
        }
        Optional<ProbeRequest> request = ProbeRequest.of(path == null ? "/" : path);
        if (request.isEmpty()) {
            return terminal.refused(List.of("--request: " + Wording.quote(String.valueOf(path))
                    + " is not a path that a viewer could ask for: it begins with / and has no #, no spaces, no letters"
                    + " beyond ASCII, and % only before two hex digits"));
        }
        Prepared prepared = Prepared.from(config);
        if (prepared instanceof Prepared.Refused refused) {
            List<String> problems = new ArrayList<>(
                    refused.problems().stream().map(Problem::toString).toList());
            problems.add(config + ": " + (problems.size() == 1 ? "1 problem" : problems.size() + " problems"));
            return terminal.refused(problems);
        }
        Prepared.Ready ready = (Prepared.Ready) prepared;
        terminal.warnings(ready.loaded().warnings());
        List<String> unknown = unknown(ready);
        return unknown.isEmpty() ? probe(ready, request.orElseThrow()) : terminal.refused(unknown);
    }

    private List<String> unknown(Prepared.Ready ready) {
        List<String> known = OriginNames.all(ready.config());
        return origins.stream()
                .filter(origin -> !known.contains(origin))
                .map(origin -> "--origin: there is no " + Wording.quote(origin) + "; "
                        + Wording.didYouMean(origin, known, "there are"))
                .toList();
    }

    private int probe(Prepared.Ready ready, ProbeRequest request) {
        Snapshot snapshot;
        try {
            snapshot = new SnapshotBuilder(
                            ready.config(),
                            ready.loaded().material(),
                            TlsEngine.available(),
                            new MicrometerMeters(new CompositeMeterRegistry())) // which keeps nothing
                    .build(ONLY_SNAPSHOT, List.of());
        } catch (IOException e) {
            terminal.error("cannot probe: " + e.getMessage());
            return FAILED;
        }
        List<OriginTarget> wanted = snapshot.origins().stream()
                .filter(origin -> origins.isEmpty() || origins.contains(origin.name()))
                .toList();
        try (Prober prober = new Prober(ready.config().runtime(), snapshot, request, handshakeOnly)) {
            return tell(prober.probe(wanted), new Circumstances(ready.config(), request, handshakeOnly, Instant.now()));
        } finally {
            snapshot.targets().map(OriginTarget::tls).forEach(OriginTls::release);
        }
    }

    /** In the order of the configuration; text as soon as the next one in it is known. */
    private int tell(List<CompletableFuture<OriginReport>> probes, Circumstances circumstances) {
        List<ProbedOrigin> told = new ArrayList<>();
        for (CompletableFuture<OriginReport> probe : probes) {
            ProbedOrigin origin;
            try {
                origin = ProbedOrigin.of(probe.join(), circumstances);
            } catch (CompletionException broken) {
                terminal.error("cannot probe: " + broken.getCause());
                return FAILED;
            }
            if (!json) {
                if (!told.isEmpty()) {
                    terminal.line("");
                }
                ProbeText.lines(origin, circumstances).forEach(terminal::line);
            }
            told.add(origin);
        }
        int code = exitCode(told);
        if (json) {
            ProbeJson.print(terminal.out(), told, circumstances, code);
        }
        return code;
    }

    private static int exitCode(List<ProbedOrigin> told) {
        List<OriginReport.Verdict> verdicts =
                told.stream().map(origin -> origin.report().verdict()).toList();
        if (verdicts.contains(OriginReport.Verdict.FAILED)) {
            return FAILED;
        }
        return verdicts.contains(OriginReport.Verdict.UNCONFIRMED) ? UNCONFIRMED : AUTHENTICATED;
    }
}
