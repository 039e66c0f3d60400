package dev.countersign.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real directories, and no waiting but for calls. */
@Timeout(60)
@SuppressWarnings("try") // a watcher is there to be running
final class WatcherTest {
    /** Under the slow poll, so that only an event can have brought the call; and far over what an event takes. */
    private static final long PATIENCE_SECONDS = 8;

    private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
    private final List<String> warnings = new CopyOnWriteArrayList<>();

    @TempDir
    private Path directory;

    private Watcher watch(Path file) {
        Watcher watcher = Watcher.start(
                new WatchedPaths(Set.of(file), Set.of()),
                () -> {
                    calls.add(content(file));
                    return false;
                },
                warnings::add);
        assertThat(nextCall()).isEqualTo(content(file)); // the first look: all is watched from here on
        return watcher;
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException absent) {
            return "absent";
        }
    }

    private String nextCall() {
        try {
            String call = calls.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(call).as("called within %s s", PATIENCE_SECONDS).isNotNull();
            return String.valueOf(call);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void awaitCall(String content) {
        while (!nextCall().equals(content)) {
            assertThat(warnings).isEmpty();
        }
    }

    @Test
    void onlyOtherContentIsAChange() throws IOException {
        Path file = Files.writeString(directory.resolve("a"), "1");
        try (Watcher watcher = watch(file)) {
            Files.setLastModifiedTime(file, FileTime.fromMillis(0));
            Files.writeString(directory.resolve("unrelated"), "x");
            Files.writeString(file, "1");
            Files.writeString(file, "2");

            awaitCall("2");
        }
        assertThat(calls).isEmpty();
    }

    @Test
    void aFileThatDoesNotExistYetIsSeenWhenItComes() throws IOException {
        Path file = directory.resolve("later/and/deeper/a");
        try (Watcher watcher = watch(file)) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, "here");

            awaitCall("here");
        }
    }

    @Test
    void aFileThatIsDeletedAndCreatedAgainIsSeenBothTimes() throws IOException {
        Path file = Files.writeString(directory.resolve("a"), "1");
        try (Watcher watcher = watch(file)) {
            Files.delete(file);
            awaitCall("absent");
            Files.writeString(file, "2");
            awaitCall("2");
        }
    }

    @Test
    void aDirectoryThatIsDeletedAndCreatedAgainIsWatchedOn() throws IOException {
        Path file = Files.writeString(
                Files.createDirectory(directory.resolve("tls")).resolve("a"), "1");
        try (Watcher watcher = watch(file)) {
            for (int round = 2; round < 5; round++) {
                Files.delete(file);
                Files.delete(file.getParent());
                awaitCall("absent");
                Files.createDirectory(file.getParent());
                Files.writeString(file, "" + round);
                awaitCall("" + round);
            }
        }
    }

    @Test
    void aDirectoryThatIsRenamedAwayAndReplacedIsWatchedOn() throws IOException {
        Path file = Files.writeString(
                Files.createDirectory(directory.resolve("tls")).resolve("a"), "1");
        try (Watcher watcher = watch(file)) {
            Path next = Files.createDirectory(directory.resolve("next"));
            Files.writeString(next.resolve("a"), "2");
            Files.move(file.getParent(), directory.resolve("before"));
            Files.move(next, file.getParent());
            awaitCall("2");
            Files.writeString(file, "3");
            awaitCall("3");
        }
    }

    @Test
    void aLinkAnywhereOnTheWayMayBeReplaced() throws IOException {
        Path first = Files.createDirectories(directory.resolve("real/first/tls"));
        Path second = Files.createDirectories(directory.resolve("real/second/tls"));
        Files.writeString(first.resolve("a"), "1");
        Files.writeString(second.resolve("a"), "2");
        Path current = Files.createSymbolicLink(directory.resolve("current"), Path.of("real/first"));
        try (Watcher watcher = watch(current.resolve("tls/a"))) {
            Path aside = Files.createSymbolicLink(directory.resolve("aside"), Path.of("real/../real/second"));
            Files.move(aside, current, StandardCopyOption.ATOMIC_MOVE);
            awaitCall("2");
            Files.writeString(second.resolve("a"), "3");
            awaitCall("3");
        }
    }

    @Test
    void aRingOfLinksIsAFileThatIsNotThere() throws IOException {
        Path ring = Files.createSymbolicLink(directory.resolve("ring"), Path.of("ring"));
        try (Watcher watcher = watch(ring)) {
            Files.delete(ring);
            Files.writeString(ring, "open");
            awaitCall("open");
        }
    }

    @Test
    void ofAFolderEveryVisibleFileCounts() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("cert-1"));
        BlockingQueue<Integer> counts = new LinkedBlockingQueue<>();
        try (Watcher watcher = Watcher.start(
                new WatchedPaths(Set.of(), Set.of(folder)),
                () -> {
                    counts.add(visible(folder));
                    return false;
                },
                warnings::add)) {
            assertThat(counts.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isZero();
            Files.writeString(folder.resolve(".aside"), "half a file");
            Files.writeString(folder.resolve("metadata.properties"), "version=1");
            assertThat(counts.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(1);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertThat(counts).isEmpty();
    }

    private static int visible(Path folder) {
        String[] names = folder.toFile().list((in, name) -> !name.startsWith("."));
        return names == null ? -1 : names.length;
    }

    @Test
    void constantChangesDoNotKeepItFromLooking() throws Exception {
        Path file = Files.writeString(directory.resolve("a"), "1");
        Path noise = directory.resolve("noise");
        CountDownLatch quiet = new CountDownLatch(1);
        try (Watcher watcher = Watcher.start(
                new WatchedPaths(Set.of(file, noise), Set.of()),
                () -> {
                    calls.add(content(file));
                    return false;
                },
                warnings::add)) {
            Thread noisy = new Thread(() -> {
                for (int i = 0; quiet.getCount() > 0; i++) {
                    try {
                        Files.writeString(noise, "" + i);
                    } catch (IOException end) {
                        return;
                    }
                }
            });
            noisy.start();
            try {
                awaitCall("1");
                Files.writeString(file, "2");
                awaitCall("2");
            } finally {
                quiet.countDown();
                noisy.join();
            }
        }
    }

    @Test
    void itLooksAgainWithoutAChangeWhenAskedTo() throws Exception {
        Path file = Files.writeString(directory.resolve("a"), "1");
        List<Integer> asked = new ArrayList<>();
        BlockingQueue<Boolean> done = new LinkedBlockingQueue<>();
        try (Watcher watcher = Watcher.start(
                new WatchedPaths(Set.of(file), Set.of()),
                () -> {
                    asked.add(asked.size());
                    done.add(asked.size() == 3);
                    return asked.size() < 3;
                },
                warnings::add)) {
            assertThat(done.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isFalse();
            assertThat(done.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isFalse();
            assertThat(done.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(asked).hasSize(3);
    }

    @Test
    void aMistakeInOneLookIsToldAndEndsNothing() throws IOException {
        Path file = Files.writeString(directory.resolve("a"), "1");
        AtomicInteger looks = new AtomicInteger();
        try (Watcher watcher = Watcher.start(
                new WatchedPaths(Set.of(file), Set.of()),
                () -> {
                    calls.add("" + looks.incrementAndGet());
                    if (looks.get() == 1) {
                        throw new IllegalStateException("planted");
                    }
                    return false;
                },
                warnings::add)) {
            awaitCallIgnoringWarnings("1");
            Files.writeString(file, "2");
            awaitCallIgnoringWarnings("2");
        }
        assertThat(warnings).singleElement().asString().contains("planted");
    }

    private void awaitCallIgnoringWarnings(String wanted) {
        assertThat(nextCall()).isEqualTo(wanted);
    }

    @Test
    void nobodyIsCalledOnceItIsClosed() throws IOException {
        Path file = Files.writeString(directory.resolve("a"), "1");
        watch(file).close();
        Files.writeString(file, "2");

        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("countersign-watch");
        assertThat(calls).isEmpty();
    }

    @Test
    void whoMayReadAFileCounts() throws IOException {
        Path file = Files.writeString(directory.resolve("a.key"), "1");
        try (Watcher watcher = watch(file)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--rw-"));
            awaitCall("1");
        }
    }

    @Test
    void withoutEventsThereIsAWarningAndTheFirstLook() throws IOException {
        Path file = Files.writeString(directory.resolve("a"), "1");
        try (Watcher watcher = Watcher.start(
                new WatchedPaths(Set.of(file), Set.of()),
                () -> {
                    calls.add(content(file));
                    return false;
                },
                warnings::add,
                () -> {
                    throw new IOException("User limit of inotify instances reached or too many open files");
                })) {
            awaitCall("1");
        }
        assertThat(warnings)
                .containsExactly("files cannot all be watched (User limit of inotify instances reached or too many"
                        + " open files): a change may be noticed only after 10 s; raise fs.inotify.max_user_instances");
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("countersign-watch");
    }

    @Test
    void withoutEventsTheSlowPollFindsAChange() throws IOException {
        Path file = Files.writeString(directory.resolve("a"), "1");
        try (Watcher watcher = Watcher.start(
                new WatchedPaths(Set.of(file), Set.of()),
                () -> {
                    String content = content(file);
                    calls.add(content);
                    return !content.equals("2"); // look again in a second, which stands for the slow poll here
                },
                warnings::add,
                NoEvents::new)) {
            awaitCall("1");
            Files.writeString(file, "2");
            awaitCall("2");
        }
    }

    @Test
    void aDirectoryThatMayNotBeListedIsNamed() {
        assertThat(Watcher.polledOnly(new AccessDeniedException("/etc/keys")))
                .isEqualTo("files cannot all be watched (/etc/keys may not be listed by this user):"
                        + " a change may be noticed only after 10 s");
    }
}
