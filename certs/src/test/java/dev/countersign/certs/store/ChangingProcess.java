package dev.countersign.certs.store;

import dev.countersign.certs.KeyAccess;
import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.KeyedChains;
import dev.countersign.certs.KeyedMaterial;
import dev.countersign.certs.Loaded;
import dev.countersign.certs.pem.Pem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Another process that changes a store again and again and says a line after each round, which ends with its version. */
final class ChangingProcess implements AutoCloseable {
    private static final int FOR_EVER = Integer.MAX_VALUE;

    private final Process process;
    private final BufferedReader said;

    private ChangingProcess(Process process) {
        this.process = process;
        this.said = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Re-imports the two in turn, as often as said. */
    static ChangingProcess reimporting(Path directory, Path first, Path second, int times) {
        return start("reimport", directory, first, second, times);
    }

    /** Re-imports the two in turn, tags, imports and deletes, until it is killed. */
    static ChangingProcess changing(Path directory, Path first, Path second) {
        return start("everything", directory, first, second, FOR_EVER);
    }

    private static ChangingProcess start(String what, Path directory, Path first, Path second, int times) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                ChangingProcess.class.getName(),
                what));
        for (Path path : List.of(directory, first, second)) {
            command.add(path.toString());
        }
        command.add(Integer.toString(times));
        try {
            return new ChangingProcess(
                    new ProcessBuilder(command).redirectErrorStream(true).start());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The next line it says, or what is left to hear when it ended. */
    String hear() {
        try {
            String line = said.readLine();
            return line == null ? "(ended)" : line;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Kills it as {@code kill -9} does, this many microseconds from now. */
    void killAfter(long microseconds) throws InterruptedException {
        process.waitFor(microseconds, TimeUnit.MICROSECONDS);
        close();
        process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** WHAT DIRECTORY FIRST SECOND TIMES, the two as {@code .crt} and {@code .key}. */
    public static void main(String... arguments) {
        StoreHome home = new StoreHome(Path.of(arguments[1]));
        List<KeyedChain> both = List.of(read(arguments[2]), read(arguments[3]));
        int times = Integer.parseInt(arguments[4]);
        for (int i = 0; i < times; i++) {
            KeyedChain next = both.get(i % 2);
            StoredCertificate stored = done(home.changes.reimport(StoreHome.ARN, next));
            if (arguments[0].equals("everything")) {
                done(home.changes.tag(StoreHome.ARN, Map.of("round", Integer.toString(i))));
                done(home.changes.delete(
                        done(home.changes.importNew(next, Map.of())).arn().value()));
            }
            System.out.println("version " + stored.metadata().version());
        }
    }

    private static KeyedChain read(String name) {
        return done(KeyedChains.read(
                new KeyedMaterial.Files(Path.of(name + ".crt"), Path.of(name + ".key")), KeyAccess.ANYBODY));
    }

    private static <T> T done(Loaded<T> loaded) {
        if (loaded instanceof Loaded.Usable<T> usable && usable.warnings().isEmpty()) {
            return usable.value();
        }
        throw new IllegalStateException(loaded.toString());
    }

    /** Writes a certificate where {@link #main} reads it; gives the name. */
    static Path write(Path directory, String name, KeyedChain material) throws IOException {
        Files.writeString(directory.resolve(name + ".crt"), Pem.certificates(material.chain()));
        DurableFiles.create(directory.resolve(name + ".key"), Pem.privateKey(material.key()));
        return directory.resolve(name);
    }
}
