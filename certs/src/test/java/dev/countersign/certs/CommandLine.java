package dev.countersign.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Runs the tools users make their files with. */
final class CommandLine {
    private CommandLine() {}

    /** Skips the test where the program is missing; in CI, nothing may be missing. */
    static void require(String program) {
        boolean present = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        if (!present && "true".equals(System.getenv("CI"))) {
            fail("CI needs the " + program + " command");
        }
        assumeTrue(present, "the " + program + " command is not installed");
    }

    /** What it printed; the words of the command are parted by single spaces. It must succeed. */
    static String run(Path directory, String command) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command.split(" ", -1))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            fail(command + " did not end");
        }
        String printed = Files.readString(output, StandardCharsets.ISO_8859_1);
        assertThat(process.exitValue()).as(printed).isZero();
        return printed;
    }
}
