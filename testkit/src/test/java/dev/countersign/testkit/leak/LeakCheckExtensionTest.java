package dev.countersign.testkit.leak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs planted test classes in a JVM of their own, because Netty reads its detector once per JVM. */
final class LeakCheckExtensionTest {
    private static final String PRESENCE = "-Dio.netty.customResourceLeakDetector=io.netty.util.LeakPresenceDetector";

    @Test
    void leakFailsTheClassThatPlantedIt() throws Exception {
        assertThat(run(PlantedLeak.class, PRESENCE)).contains("failed classes: 1", "Possible memory leak detected");
    }

    @Test
    void classThatReleasesEverythingPasses() throws Exception {
        assertThat(run(NothingPlanted.class, PRESENCE)).contains("failed classes: 0");
    }

    @Test
    void nothingIsCheckedWhenNettyOnlySamples() throws Exception {
        assertThat(run(PlantedLeak.class)).contains("failed classes: 0");
    }

    private static String run(Class<?> planted, String... flags) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), PlantedRun.class.getName(), planted.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue()).as(output).isZero();
        return output;
    }
}
