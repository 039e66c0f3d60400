package dev.countersign.server.reload;

import dev.countersign.config.Position;
import dev.countersign.config.Problem;
import dev.countersign.config.ProxyConfig;
import dev.countersign.core.proxy.CannotListen;
import dev.countersign.server.log.OperatorLog;
import dev.countersign.server.material.LoadResult;
import dev.countersign.server.meter.ReloadMeters;
import dev.countersign.server.meter.RotationMeters;
import dev.countersign.server.rotation.LastReadings;
import dev.countersign.server.rotation.NameList;
import dev.countersign.server.rotation.RememberingReader;
import dev.countersign.server.rotation.Rotation;
import dev.countersign.server.watch.WatchedPaths;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * The configuration in force, and how another one comes to be: all of it or nothing. What is refused changes nothing, and
 * certificates of the one in force go on rotating. Used by one thread at a time.
 */
final class Reloading {
    /** A little less than the time to the second look, which therefore decides. */
    private static final Duration PATIENCE = Duration.ofMillis(900);

    private final Path file;
    private final ProxyConfig started;
    private final Installation installation;
    private final Told told;
    private final LastReadings readings = new LastReadings();
    private Prepared.Ready inForce;
    private ConfigurationFiles judged;
    private Rotation rotation;
    private List<Problem> refused = List.of();
    private List<Problem> suspected = List.of();
    private Instant suspectedSince = Instant.EPOCH;
    private long version = 1;

    /**
     * Of a process that has just been started with {@code first}.
     *
     * @param file what it was read from
     */
    Reloading(Path file, Prepared.Ready first, Installation installation, Told told) {
        this.file = file;
        this.started = first.config();
        this.installation = installation;
        this.told = told;
        this.inForce = first;
        this.judged = first.files();
        this.rotation = new Rotation(
                first.config(),
                first.loaded(),
                (listeners, material) -> installation.install(first.config(), listeners, material),
                readings,
                new Rotation.Told(told.rotations(), told.log(), told.clock()));
    }

    /** Who hears of what happens, and the time. */
    record Told(OperatorLog log, ReloadMeters reloads, RotationMeters rotations, InstantSource clock) {}

    /** The configuration in force; what it names may have been rotated since. */
    ProxyConfig config() {
        return inForce.config();
    }

    /** What the configuration in force names, as it is in force. */
    LoadResult.Complete loaded() {
        return rotation.inForce();
    }

    /** Whatever may make a reload or a rotation worth trying. */
    WatchedPaths watched() {
        return inForce.files().with(judged);
    }

    /** Reads everything anew, because somebody asked: judged at once, and told. */
    ReloadResult reload() {
        suspected = List.of();
        return conclude(tryOut());
    }

    /**
     * Looks once, because a file may have changed: at the configuration where it did or is refused, at what it names always.
     *
     * @return whether something is refused that may be half of a change: look again in a second
     */
    boolean look() {
        boolean undecided =
                (!refused.isEmpty() || !suspected.isEmpty() || judged.haveChanged()) && lookAtConfiguration();
        return rotation.look() || undecided;
    }

    private boolean lookAtConfiguration() {
        Prepared tried = tryOut();
        if (tried instanceof Prepared.Refused bad) {
            judged = bad.files();
            if (!bad.problems().equals(refused) && !stands(bad.problems())) {
                return true;
            }
        }
        suspected = List.of();
        if (!(tried instanceof Prepared.Refused bad && bad.problems().equals(refused))) {
            conclude(tried);
        }
        return false;
    }

    private boolean stands(List<Problem> problems) {
        Instant now = told.clock().instant();
        if (!problems.equals(suspected)) {
            suspected = problems;
            suspectedSince = now;
            return false;
        }
        return !now.isBefore(suspectedSince.plus(PATIENCE));
    }

    private Prepared read() {
        try {
            return Prepared.from(
                    file,
                    judged.configuration(),
                    config -> new RememberingReader(config.certificateStore(), loaded(), readings));
        } catch (RuntimeException mistake) {
            return new Prepared.Refused(List.of(whole("cannot be judged: " + mistake)), judged);
        }
    }

    /** What is ready is in force by then. */
    private Prepared tryOut() {
        Prepared prepared = read();
        if (prepared instanceof Prepared.Ready ready) {
            try {
                installation.install(
                        ready.config(),
                        ready.loaded().listeners(),
                        ready.loaded().material());
            } catch (IOException | RuntimeException e) {
                return new Prepared.Refused(List.of(refusal(ready.config(), e)), ready.files());
            }
        }
        return prepared;
    }

    private ReloadResult conclude(Prepared tried) {
        return tried instanceof Prepared.Ready ready ? take(ready) : refuse((Prepared.Refused) tried);
    }

    private Problem refusal(ProxyConfig config, Exception because) {
        String message = String.valueOf(because.getMessage());
        return config.listeners().stream()
                .filter(listener ->
                        because instanceof CannotListen one && one.bind().equals(listener.bind()))
                .findFirst()
                .map(listener -> new Problem(listener.place(), message))
                .orElseGet(() -> whole(message));
    }

    private Problem whole(String message) {
        return new Problem(new Position(file.toString(), 1, 1, ""), message);
    }

    private ReloadResult refuse(Prepared.Refused bad) {
        judged = bad.files();
        refused = bad.problems();
        told.reloads().refused();
        told.log()
                .warn("refused " + file + ", configuration " + version + " stays in force: "
                        + (refused.size() == 1 ? "1 problem" : refused.size() + " problems"));
        refused.forEach(problem -> told.log().warn(problem.toString()));
        return new ReloadResult.Refused(refused);
    }

    private ReloadResult take(Prepared.Ready ready) {
        List<String> changes = ConfigurationChanges.between(inForce.config(), ready.config());
        List<String> warnings = new ArrayList<>(ready.loaded().warnings());
        warnings.addAll(FixedSettings.waitingForRestart(started, ready.config()));
        inForce = ready;
        judged = ready.files();
        refused = List.of();
        version++;
        told.reloads().reloaded(version, told.clock().instant());
        told.log()
                .info("reloaded " + file + ": configuration " + version + ", snapshot " + installation.snapshot() + "; "
                        + (changes.isEmpty() ? "nothing in it changed" : NameList.of(changes)));
        rotation = rotation.under(
                ready.config(),
                ready.loaded(),
                (listeners, material) -> installation.install(ready.config(), listeners, material));
        warnings.forEach(told.log()::warn);
        return new ReloadResult.Taken(version, installation.snapshot(), warnings, changes);
    }
}
