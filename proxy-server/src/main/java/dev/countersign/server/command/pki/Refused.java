package dev.countersign.server.command.pki;

import dev.countersign.certs.Loaded;
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

    /**
     * The value of what was loaded.
     *
     * @param subject begins every problem; empty where these name their subject themselves
     */
    static <T> T unlessUsable(Loaded<T> loaded, String subject) throws Refused {
        if (loaded instanceof Loaded.Usable<T> usable) {
            return usable.value();
        }
        List<String> problems = ((Loaded.Unusable<T>) loaded).problems();
        throw new Refused(problems.stream().map(subject::concat).toList());
    }

    List<String> problems() {
        return problems;
    }
}
