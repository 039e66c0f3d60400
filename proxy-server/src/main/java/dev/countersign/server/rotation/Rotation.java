package dev.countersign.server.rotation;

import dev.countersign.certs.Identity;
import dev.countersign.config.ProxyConfig;
import dev.countersign.core.proxy.ListenerSetup;
import dev.countersign.core.snapshot.Material;
import dev.countersign.server.log.OperatorLog;
import dev.countersign.server.material.LoadResult;
import dev.countersign.server.material.Reference;
import dev.countersign.server.meter.RotationMeters;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
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
    private final List<ListenerSetup> listeners;
    private final MaterialSwap swap;
    private final RotationMeters meters;
    private final OperatorLog log;
    private final InstantSource clock;
    private final Users users;
    private final LastReadings readings = new LastReadings();
    private final Refusals refusals = new Refusals();
    private final Map<Reference, Identity> waitingForRestart = new HashMap<>();
    private Material inForce;

    /** Nothing is read before the first look. */
    public Rotation(
            ProxyConfig config,
            LoadResult.Complete inForce,
            MaterialSwap swap,
            RotationMeters meters,
            OperatorLog log,
            InstantSource clock) {
        this.config = config;
        this.listeners = inForce.listeners();
        this.inForce = inForce.material();
        this.swap = swap;
        this.meters = meters;
        this.log = log;
        this.clock = clock;
        this.users = new Users(config);
    }

    /**
     * Looks once.
     *
     * @return whether something is refused that may be half of a change: look again in a second
     */
    public synchronized boolean look() {
        Comparison newest = Comparison.of(inForce, listeners, config.certificateStore(), readings);
        if (!newest.changes().isEmpty()) {
            takeIntoForce(newest);
        }
        listenersThatWait(newest.otherAtListeners());
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
        Material next = newest.newest(wanted, inForce);
        try {
            swap.install(next);
        } catch (IOException | RuntimeException e) {
            return Optional.of("the TLS engine refuses it (" + e.getMessage() + ")");
        }
        inForce = next;
        meters.rotated(clock.instant());
        newest.changes().forEach((reference, change) -> {
            if (wanted.contains(reference)) {
                log.info("rotated " + reference.name() + " for " + users.of(reference) + ": " + change.text());
                change.warnings().forEach(log::warn);
            }
        });
        return Optional.empty();
    }

    /** What is in force now. */
    public synchronized Material inForce() {
        return inForce;
    }

    /** A listener keeps the certificate it was bound with; that is said once for each other one. */
    private void listenersThatWait(Map<Reference, Identity> others) {
        waitingForRestart.keySet().retainAll(others.keySet());
        others.forEach((reference, identity) -> {
            if (!identity.equals(waitingForRestart.put(reference, identity))) {
                log.warn(reference.name() + " changed to " + Change.prefix(identity) + ", for " + users.of(reference)
                        + ": viewers are shown it after a restart");
            }
        });
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
        return inForce.clientCertificates().entrySet().stream()
                .filter(entry -> Reference.to(entry.getKey()).equals(reference))
                .map(entry -> Change.kept(entry.getValue()))
                .findFirst()
                .orElse("what was loaded before");
    }
}
