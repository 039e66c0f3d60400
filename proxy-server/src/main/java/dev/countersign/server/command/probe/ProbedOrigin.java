package dev.countersign.server.command.probe;

import dev.countersign.core.probe.OriginReport;
import java.util.List;

/** What was learned of an origin, and what follows from it. */
record ProbedOrigin(OriginReport report, List<Finding> findings) {
    ProbedOrigin {
        findings = List.copyOf(findings);
    }

    static ProbedOrigin of(OriginReport report, Circumstances circumstances) {
        return new ProbedOrigin(report, Findings.of(report, circumstances));
    }
}
