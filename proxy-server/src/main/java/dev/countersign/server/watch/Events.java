package dev.countersign.server.watch;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Waits until something happens to one of some names. What it is does not matter: whoever waits looks at everything. */
interface Events extends AutoCloseable {
    /**
     * Waits for these names from now on, and no others.
     *
     * @param names by directory, as {@link Trail} gives them
     * @throws IOException a directory cannot be watched, when the system's limit is reached, for one; the others are
     */
    void register(Map<Path, Set<String>> names) throws IOException;

    /**
     * Waits for an event, and then until there was none for {@code quiet}, but no longer than {@code patience} after the
     * first: half of a change is not worth looking at.
     *
     * @throws ClosedWatchServiceException closed
     */
    void await(Duration atMost, Duration quiet, Duration patience) throws InterruptedException;

    /** Ends the waiting that is under way, if any, and all later. */
    @Override
    void close();
}
