package dev.countersign.server.command.certificates.answer;

import dev.countersign.certs.Loaded;
import dev.countersign.certs.naming.Printable;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.ToIntBiFunction;
import java.util.function.ToIntFunction;
import picocli.CommandLine.ExitCode;

/**
 * Answers on standard output, everything else on standard error. Whoever issues a certificate chooses its names, so what
 * could steer a terminal is replaced.
 */
public final class Terminal {
    private final PrintWriter out;
    private final PrintWriter err;

    /** Answers on the first, complaints on the second. */
    public Terminal(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    /** One line of the answer. */
    public void line(String text) {
        out.println(harmless(text));
        out.flush();
    }

    /** An answer of its own form, such as JSON or PEM, which cannot hold what {@link #line} replaces. */
    public PrintWriter out() {
        return out;
    }

    /** What the user should know although all went well. */
    public void warnings(List<String> sentences) {
        sentences.forEach(sentence -> error("warning: " + sentence));
    }

    /** A sentence that begins with what it is about. */
    public void error(String sentence) {
        err.println(harmless(sentence));
        err.flush();
    }

    /** The exit code of a command line, or of what it names, that cannot be taken. */
    public int refused(List<String> problems) {
        problems.forEach(this::error);
        return ExitCode.USAGE;
    }

    /** The rest of a command, with what it needs; or everything that is wrong with that. */
    public <T> int with(Loaded<T> loaded, ToIntFunction<T> rest) {
        if (loaded instanceof Loaded.Usable<T> usable) {
            warnings(usable.warnings());
            return rest.applyAsInt(usable.value());
        }
        return refused(((Loaded.Unusable<T>) loaded).problems());
    }

    /** The rest of a command, with two things it needs; or everything that is wrong with either. */
    public <A, B> int with(Loaded<A> first, Loaded<B> second, ToIntBiFunction<A, B> rest) {
        if (first instanceof Loaded.Unusable<A> unusable && second instanceof Loaded.Unusable<B> alsoUnusable) {
            refused(unusable.problems());
            return refused(alsoUnusable.problems());
        }
        return with(first, usable -> with(second, alsoUsable -> rest.applyAsInt(usable, alsoUsable)));
    }

    private static String harmless(String text) {
        return Printable.of(text, Integer.MAX_VALUE);
    }
}
