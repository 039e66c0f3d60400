package dev.countersign.source;

import static dev.countersign.source.BannedCall.BLOCK;
import static dev.countersign.source.BannedCall.DEFAULT_CHARSET;
import static dev.countersign.source.BannedCall.EXIT;
import static dev.countersign.source.BannedCall.OPTIONAL_GET;
import static dev.countersign.source.BannedCall.PRINT;
import static dev.countersign.source.BannedCall.SLEEP;
import static dev.countersign.source.BannedCall.TRUST_EVERYTHING;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.countersign.source.sample.BannedCallSamples;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The banned calls over every compiled class, and for each a sample that makes it. */
final class BannedCallTest {
    /** The programs: what a person starts from a terminal. */
    private static final String PROGRAMS =
            "dev\\.countersign\\.server\\.(Main|command\\..*|demo\\..*)|dev\\.countersign\\.bench\\..*";

    private static final String MAIN = "dev\\.countersign\\.server\\.Main(\\$.*)?";

    private static JavaClasses main = new ClassFileImporter().importClasses();
    private static JavaClasses tests = new ClassFileImporter().importClasses();

    @BeforeAll
    static void read() {
        main = CompiledClasses.main();
        tests = CompiledClasses.tests();
    }

    @Test
    void nobodyMakesABannedCall() {
        for (BannedCall call : List.of(SLEEP, OPTIONAL_GET, DEFAULT_CHARSET, TRUST_EVERYTHING)) {
            call.everywhere().check(main);
            call.everywhere().check(tests);
        }
    }

    @Test
    void onlyMainEndsTheProcess() {
        EXIT.in("dev.countersign..", MAIN).check(main);
        EXIT.everywhere().check(tests);
    }

    @Test
    void onlyCommandsPrint() {
        PRINT.in("dev.countersign..", PROGRAMS).check(main);
    }

    @Test
    void theDataPlaneNeverBlocks() {
        BLOCK.in("dev.countersign.core..", "nobody").check(main);
    }

    static Stream<Arguments> samples() {
        return Stream.of(
                Arguments.of(SLEEP, BannedCallSamples.Sleeps.class),
                Arguments.of(EXIT, BannedCallSamples.Exits.class),
                Arguments.of(EXIT, BannedCallSamples.Halts.class),
                Arguments.of(OPTIONAL_GET, BannedCallSamples.Gets.class),
                Arguments.of(DEFAULT_CHARSET, BannedCallSamples.GuessesCharset.class),
                Arguments.of(DEFAULT_CHARSET, BannedCallSamples.ReadsWithAGuess.class),
                Arguments.of(TRUST_EVERYTHING, BannedCallSamples.TrustsEverything.class),
                Arguments.of(BLOCK, BannedCallSamples.Blocks.class),
                Arguments.of(PRINT, BannedCallSamples.Prints.class));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void eachBannedCallIsFoundInItsSampleAlone(BannedCall call, Class<?> sample) {
        JavaClasses only = new ClassFileImporter().importClasses(sample);
        assertThat(call.everywhere().evaluate(only).hasViolation()).isTrue();
        JavaClasses innocent = new ClassFileImporter().importClasses(BannedCallSamples.Innocent.class);
        assertThat(call.everywhere().evaluate(innocent).hasViolation()).isFalse();
        assertThat(call.in("dev.countersign..", ".*Samples.*")
                        .allowEmptyShould(true)
                        .evaluate(only)
                        .hasViolation())
                .isFalse();
    }
}
