package dev.countersign.server.watch;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.ClosedWatchServiceException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Tells when the content of watched files changed, within 2 s. Directories are watched and not files, because a file that
 * is replaced is another file; an event only wakes it, and what counts is the content; a slow poll finds what a file system
 * has no events for. It has one thread of its own.
 */
public final class Watcher implements AutoCloseable {
    private static final Duration QUIET = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration SLOW_POLL = Duration.ofSeconds(10);
    private static final Duration END = Duration.ofSeconds(5);

    private final WatchedPaths paths;
    private final BooleanSupplier changed;
    private final Consumer<String> warnings;
    private final Events events;
    private final Thread thread;
    private volatile boolean closed;
    private boolean warned;

    private Watcher(WatchedPaths paths, BooleanSupplier changed, Consumer<String> warnings, Events events) {
        this.paths = paths;
        this.changed = changed;
        this.warnings = warnings;
        this.events = events;
        this.thread = new Thread(this::watch, "countersign-watch");
        thread.setDaemon(true);
    }

    /**
     * Starts watching. {@code changed} is called first when everything is watched, because something may have changed since
     * it was last read, and from then on whenever the content did; always on the watcher's own thread.
     *
     * @param changed returns whether to be called once more a second later although nothing changes
     * @param warnings sentences for the operator
     */
    public static Watcher start(WatchedPaths paths, BooleanSupplier changed, Consumer<String> warnings) {
        return start(paths, changed, warnings, DirectoryEvents::new);
    }

    static Watcher start(WatchedPaths paths, BooleanSupplier changed, Consumer<String> warnings, Source source) {
        Events events;
        try {
            events = source.open();
        } catch (IOException none) {
            warnings.accept(polledOnly(none));
            events = new NoEvents();
        }
        Watcher watcher = new Watcher(paths, changed, warnings, events);
        watcher.thread.start();
        return watcher;
    }

    private void watch() {
        try {
            String known = "";
            boolean again = false;
            while (!closed) {
                register();
                String content = ContentDigest.of(paths); // after registering: what changes later makes an event
                if (again || !content.equals(known)) {
                    known = content;
                    again = tell();
                }
                events.await(again ? LOOK_AGAIN : SLOW_POLL, QUIET, PATIENCE);
            }
        } catch (ClosedWatchServiceException | InterruptedException end) {
            Thread.currentThread().interrupt(); // nobody runs on this thread after this
        }
    }

    private void register() {
        try {
            events.register(Trail.of(paths));
            warned = false;
        } catch (IOException e) {
            if (!warned) {
                warned = true;
                warnings.accept(polledOnly(e));
            }
        }
    }

    /** What is in the way, and what it means. */
    static String polledOnly(IOException because) {
        String reason = because instanceof AccessDeniedException denied
                ? denied.getFile() + " may not be listed by this user"
                : String.valueOf(because.getMessage());
        String remedy = reason.contains("inotify")
                ? "; raise fs.inotify.max_user_" + (reason.contains("instances") ? "instances" : "watches")
                : "";
        return "files cannot all be watched (" + reason + "): a change may be noticed only after "
                + SLOW_POLL.toSeconds() + " s" + remedy;
    }

    /** A mistake of ours in one look must not end all looking. */
    private boolean tell() {
        try {
            return changed.getAsBoolean();
        } catch (RuntimeException mistake) {
            warnings.accept("looking at what changed failed: " + mistake);
            return false;
        }
    }

    /** No call begins any more; one that is under way goes on, and may be the one that ends this. */
    public void end() {
        closed = true;
        events.close();
    }

    /** Ends the thread; a call that is under way is waited for, at most 5 s. */
    @Override
    public void close() {
        end();
        try {
            thread.join(END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where events come from. */
    interface Source {
        /** Fails where the system has none, or none left. */
        Events open() throws IOException;
    }
}
