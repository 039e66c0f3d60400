package dev.countersign.server.command.pki;

import java.util.List;

/** Why a command does nothing: sentences that name the remedy and hold no key material. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    Refused(String problem) {
        this(List.of(problem));
    }

    Refused(List<String> problems) {
        super(String.join("; ", problems), null, false, false);
        this.problems = List.copyOf(problems);
    }

    List<String> problems() {
        return problems;
    }
}
