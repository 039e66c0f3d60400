package dev.countersign.source;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.lang.ArchRule;
import io.netty.util.concurrent.Future;
import java.util.Optional;
import java.util.function.Predicate;

/** A call nobody makes, with its reason. Judged on class files, where every call says whose method it is. */
record BannedCall(Predicate<JavaAccess<?>> banned, String reason) {

    static final BannedCall SLEEP = new BannedCall(
            on(Thread.class, "sleep"), "a sleep is too short or too long: wait for the event itself, with a deadline");

    static final BannedCall EXIT = new BannedCall(
            on(System.class, "exit").or(on(Runtime.class, "halt|exit")),
            "only Main knows the exit codes, and what exits by itself cannot be tested");

    static final BannedCall OPTIONAL_GET =
            new BannedCall(on(Optional.class, "get"), "orElseThrow says aloud that it may throw");

    static final BannedCall DEFAULT_CHARSET = new BannedCall(
            BannedCall::guessesCharset, "the platform's charset differs between machines and JDKs: name one");

    static final BannedCall TRUST_EVERYTHING = new BannedCall(
            access -> access.getTargetOwner().getSimpleName().matches("InsecureTrustManagerFactory|TrustAll\\w*"),
            "nothing trusts everything: tests issue the certificates they trust");

    static final BannedCall BLOCK = new BannedCall(
            on(Future.class, "sync|await|syncUninterruptibly|awaitUninterruptibly"),
            "an event loop that waits for itself waits for ever");

    static final BannedCall PRINT = new BannedCall(
            on(System.class, "out|err"), "only a command talks to the terminal; everything else logs or returns");

    /** Holds when no class of {@code inPackages} but those whose name matches {@code allowed} does it. */
    ArchRule in(String inPackages, String allowed) {
        return noClasses()
                .that()
                .resideInAPackage(inPackages)
                .and()
                .haveNameNotMatching(allowed)
                .should()
                .accessTargetWhere(DescribedPredicate.describe("is banned", banned))
                .because(reason);
    }

    /** Holds when no class at all does it. */
    ArchRule everywhere() {
        return in("dev.countersign..", "nobody");
    }

    private static Predicate<JavaAccess<?>> on(Class<?> owner, String names) {
        return access -> access.getTargetOwner().isAssignableTo(owner)
                && access.getName().matches(names);
    }

    /** {@code new String(bytes)}, {@code text.getBytes()}, {@code new InputStreamReader(in)} and their like. */
    private static boolean guessesCharset(JavaAccess<?> access) {
        if (!(access.getTarget() instanceof CodeUnitAccessTarget target)) {
            return false;
        }
        boolean named = target.getRawParameterTypes().stream()
                .anyMatch(type -> type.getPackageName().equals("java.nio.charset"));
        boolean fromBytes = target.getRawParameterTypes().stream()
                .anyMatch(type ->
                        type.getName().equals("[B") || type.getPackageName().equals("java.io"));
        boolean converts =
                switch (access.getTargetOwner().getName() + "." + access.getName()) {
                    case "java.lang.String.getBytes" ->
                        target.getRawParameterTypes().isEmpty();
                    case "java.lang.String.<init>",
                            "java.io.InputStreamReader.<init>",
                            "java.io.OutputStreamWriter.<init>",
                            "java.io.FileReader.<init>",
                            "java.io.FileWriter.<init>" -> fromBytes;
                    default -> false;
                };
        return converts && !named;
    }
}
