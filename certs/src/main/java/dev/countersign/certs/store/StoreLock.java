package dev.countersign.certs.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One change of the store at a time, in all processes of this machine: the file {@code .lock}, locked by the operating system,
 * which releases it when its holder is killed. The file itself stays; it means nothing.
 */
final class StoreLock {
    private static final String NAME = ".lock";
    private static final Set<OpenOption> OPTIONS = Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    /** File locks belong to the process: a second one in the same process is an error, not a wait. One for all stores does. */
    private static final ReentrantLock THIS_PROCESS = new ReentrantLock();

    private StoreLock() {}

    /** What is done while nobody else changes the store. */
    interface Action<T> {
        T run() throws IOException;
    }

    /** Waits for its turn, then acts. */
    static <T> T holding(Path directory, Action<T> action) throws IOException {
        Path file = directory.resolve(NAME);
        THIS_PROCESS.lock();
        try {
            create(file);
            try (FileChannel channel = FileChannel.open(file, OPTIONS)) {
                channel.lock(); // closing the channel releases it
                return action.run();
            }
        } finally {
            THIS_PROCESS.unlock();
        }
    }

    private static void create(Path file) throws IOException {
        try {
            DurableFiles.create(file, "");
        } catch (FileAlreadyExistsException ofEarlierChanges) {
            return;
        }
    }
}
