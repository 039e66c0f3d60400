package dev.countersign.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the real launcher against JDKs that only print how they were started. */
final class LauncherTest {
    private static final String UNSAFE = "--sun-misc-unsafe-memory-access=allow";

    @TempDir
    Path directory;

    private final Map<String, String> environment = new TreeMap<>();
    private Path launcher;
    private Path path;

    LauncherTest() {
        launcher = Path.of("unset");
        path = Path.of("unset");
    }

    @BeforeEach
    void installInAnEmptyWorld() throws IOException {
        Path bin = Files.createDirectories(directory.resolve("install/bin"));
        launcher = Files.copy(
                SourceTree.root().resolve("bin/countersign"),
                bin.resolve("countersign"),
                StandardCopyOption.COPY_ATTRIBUTES);
        path = Files.createDirectory(directory.resolve("path"));
        environment.put("PATH", path + ":/usr/bin:/bin");
        environment.put("HOME", directory.resolve("home").toString());
    }

    private void installJar() throws IOException {
        Files.createDirectories(directory.resolve("install/lib"));
        Files.createFile(directory.resolve("install/lib/countersign.jar"));
    }

    @Test
    void javaHomeWinsWhenItIsNewEnough() throws IOException {
        installJar();
        environment.put("JAVA_HOME", jdk("mine", "17.0.1").toString());
        onPath(jdk("newer", "99"));
        assertThat(run("run", "-c", "a b.yaml"))
                .contains("started: mine")
                .contains("arg: -jar\narg: " + directory.resolve("install/lib/countersign.jar"))
                .endsWith("arg: run\narg: -c\narg: a b.yaml\n")
                .doesNotContain(UNSAFE);
    }

    @Test
    void commandsOfCommandsAreHandedOnAsTheyAre() throws IOException {
        installJar();
        environment.put("JAVA_HOME", jdk("mine", "17").toString());
        assertThat(run("certificates", "tag", "--store", "a b", "cert-1", "owner=the edge", "empty="))
                .endsWith("""
                arg: certificates
                arg: tag
                arg: --store
                arg: a b
                arg: cert-1
                arg: owner=the edge
                arg: empty=
                """);
    }

    @Test
    void tooOldJavaHomeGivesWayToTheNewestFound() throws IOException {
        installJar();
        environment.put("JAVA_HOME", jdk("old", "1.8.0_402").toString());
        onPath(jdk("new", "98.0.2"));
        jdk("home/.sdkman/candidates/java/newest", "99-ea");
        assertThat(run("version")).contains("started: home/.sdkman/candidates/java/newest");
    }

    @Test
    void flagsFollowTheJdkVersionAndTheUsersComeLast() throws IOException {
        installJar();
        environment.put("JAVA_HOME", jdk("mine", "24").toString());
        environment.put("COUNTERSIGN_JAVA_OPTS", "-Xmx64m -Dglob=*");
        assertThat(run("version"))
                .contains("arg: " + UNSAFE + "\n", "arg: --enable-native-access=ALL-UNNAMED\n")
                .contains("arg: -Xmx64m\narg: -Dglob=*\narg: -jar\n");
    }

    @Test
    void launcherIsFoundThroughSymbolicLinks() throws IOException {
        installJar();
        environment.put("JAVA_HOME", jdk("mine", "17").toString());
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("install/bin/countersign"));
        launcher = Files.createSymbolicLink(path.resolve("countersign"), link);
        assertThat(run("version")).contains("arg: " + directory.resolve("install/lib/countersign.jar"));
    }

    @Test
    void nothingToRunIsSaidInOneSentence() throws IOException {
        environment.put("JAVA_HOME", jdk("mine", "17").toString());
        assertThat(run("version"))
                .startsWith("countersign: no ")
                .contains("no sources")
                .hasLineCount(1);
    }

    @Test
    void checkoutBuildsWhenThereIsNoJarAndAgainWhenASourceIsNewer() throws IOException {
        environment.put("JAVA_HOME", jdk("mine", "17").toString());
        Path sources = Files.createDirectories(directory.resolve("install/proxy-core/src/main/java/target"));
        Files.createDirectories(directory.resolve("install/proxy-server/target"));
        Files.createFile(directory.resolve("install/pom.xml"));
        script(path.resolve("mvn"), "echo building with $JAVA_HOME; touch proxy-server/target/countersign.jar");
        Path jar = directory.resolve("install/proxy-server/target/countersign.jar");

        assertThat(run("version"))
                .contains(
                        "countersign: building, because there is no jar yet",
                        "building with " + directory.resolve("mine"))
                .contains("arg: " + jar);
        assertThat(run("version")).doesNotContain("building");
        Path edited = Files.createFile(sources.resolve("Edited.java"));
        Files.setLastModifiedTime(edited, FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(run("version")).contains("building, because the sources are newer than the jar");
    }

    /** A JDK whose java prints its arguments, one a line. */
    private Path jdk(String name, String version) throws IOException {
        Path home = Files.createDirectories(directory.resolve(name));
        Files.createDirectory(home.resolve("bin"));
        Files.writeString(
                home.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"" + version + "\"\nOS_ARCH=\"x\"\n");
        script(home.resolve("bin/java"), "echo started: " + name + "; for arg; do echo \"arg: $arg\"; done");
        script(home.resolve("bin/javac"), "exit 1");
        return home;
    }

    private void onPath(Path jdk) throws IOException {
        Files.createSymbolicLink(path.resolve("java"), jdk.resolve("bin/java"));
    }

    private static void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private String run(String... arguments) {
        try {
            ProcessBuilder builder = new ProcessBuilder(launcher.toString()).redirectErrorStream(true);
            builder.command().addAll(List.of(arguments));
            builder.environment().clear();
            builder.environment().putAll(environment);
            Process process = builder.start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
