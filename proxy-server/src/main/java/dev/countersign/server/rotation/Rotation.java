package dev.countersign.server.rotation;

import dev.countersign.config.ProxyConfig;
import dev.countersign.server.log.OperatorLog;
import dev.countersign.server.material.LoadResult;
import dev.countersign.server.material.Reference;
import dev.countersign.server.meter.RotationMeters;
import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes changed certificates and trust into force. Each look compares everything the configuration in force names; what is
 * usable and differs is swapped in at once, what is not usable leaves the last good one where it is.
 */
public final class Rotation {
    private final ProxyConfig config;
    private final MaterialSwap swap;
    private final LastReadings readings;
    private final Told told;
    private final RotationMeters meters;
    private final OperatorLog log;
    private final InstantSource clock;
    private final Users users;
    private final Refusals refusals = new Refusals();
    private LoadResult.Complete inForce;

    /** Of one configuration, with everything it names. Nothing is read before the first look. */
    public Rotation(
            ProxyConfig config, LoadResult.Complete inForce, MaterialSwap swap, LastReadings readings, Told told) {
        this.config = config;
        this.inForce = inForce;
        this.swap = swap;
        this.readings = readings;
        this.told = told;
        this.meters = told.meters();
        this.log = told.log();
        this.clock = told.clock();
        this.users = new Users(config);
    }

    /** Who hears of what happens, and the time. */
    public record Told(RotationMeters meters, OperatorLog log, InstantSource clock) {}

    /**
     * The rotation of another configuration, which is in force by now with everything it names. What both name and is no
     * longer the same has been rotated by that, which is told here.
     */
    public Rotation under(ProxyConfig next, LoadResult.Complete loaded, MaterialSwap nextSwap) {
        Rotation following = new Rotation(next, loaded, nextSwap, readings, told);
        readings.keep(following.users.references());
        meters.standing(0);
        Map<Reference, Change> changes =
                Comparison.of(inForce, new LoadedReader(loaded)).changes();
        if (!changes.isEmpty()) {
            following.tell(changes);
        }
        return following;
    }

    /**
     * Looks once.
     *
     * @return whether something is refused that may be half of a change: look again in a second
     */
    public synchronized boolean look() {
        Comparison newest = Comparison.of(inForce, new RememberingReader(config.certificateStore(), inForce, readings));
        if (!newest.changes().isEmpty()) {
            takeIntoForce(newest);
        }
        refusals(newest);
        return refusals.undecided();
    }

    /** All at once; where that is refused one by one, so that a bad one stops no other. */
    private void takeIntoForce(Comparison newest) {
        Map<Reference, Change> changes = newest.changes();
        if (install(newest, changes.keySet()).isPresent()) {
            changes.keySet()
                    .forEach(reference -> install(newest, Set.of(reference))
                            .ifPresent(because -> newest.refused().put(reference, List.of(because))));
        }
    }

    /** Why it was refused; empty when it is in force. */
    private Optional<String> install(Comparison newest, Set<Reference> wanted) {
        LoadResult.Complete next = newest.newest(wanted, inForce);
        try {
            swap.install(next.listeners(), next.material());
        } catch (IOException | RuntimeException e) {
            return Optional.of("the TLS engine refuses it (" + e.getMessage() + ")");
        }
        inForce = next;
        Map<Reference, Change> taken = new LinkedHashMap<>(newest.changes());
        taken.keySet().retainAll(wanted);
        tell(taken);
        return Optional.empty();
    }

    private void tell(Map<Reference, Change> taken) {
        meters.rotated(clock.instant());
        taken.forEach((reference, change) -> {
            log.info("rotated " + reference.name() + " for " + users.of(reference) + ": " + change.text());
            change.warnings().forEach(log::warn);
        });
    }

    /** What is in force now. */
    public synchronized LoadResult.Complete inForce() {
        return inForce;
    }

    private void refusals(Comparison newest) {
        Refusals.News news = refusals.update(newest.refused(), clock.instant());
        news.standing().forEach((reference, problems) -> {
            meters.refused();
            log.warn("refused " + reference.name() + " for " + users.of(reference) + ", " + kept(reference)
                    + " stays in force: " + String.join("; ", problems));
        });
        news.settled().stream()
                .filter(reference -> !newest.changes().containsKey(reference))
                .forEach(reference -> log.info(reference.name() + " is usable again, and is what is in force"));
        meters.standing(refusals.count());
    }

    private String kept(Reference reference) {
        return inForce.material().clientCertificates().entrySet().stream()
                .filter(entry -> Reference.to(entry.getKey()).equals(reference))
                .map(entry -> Change.kept(entry.getValue()))
                .findFirst()
                .orElse("what was loaded before");
    }
}
