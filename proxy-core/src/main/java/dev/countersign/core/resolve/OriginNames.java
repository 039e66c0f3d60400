package dev.countersign.core.resolve;

import dev.countersign.core.destination.OriginPlace;
import dev.countersign.core.destination.OriginPlace.Named;
import dev.countersign.core.loop.Deadlines;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The names one event loop knows addresses of. There are as many as the configuration has: viewers choose none of them. */
public final class OriginNames {
    private final NameLookup lookup;
    private final Deadlines deadlines;
    private final Consumer<ResolvedName> whenChanged;
    private final Map<Named, ResolvedName> names = new HashMap<>();

    /** {@code whenChanged} is told on the event loop of a name whose addresses are others than before. */
    public OriginNames(NameLookup lookup, Deadlines deadlines, Consumer<ResolvedName> whenChanged) {
        this.lookup = lookup;
        this.deadlines = deadlines;
        this.whenChanged = whenChanged;
    }

    /** Nothing is looked up yet. */
    public ResolvedName of(Named place) {
        return names.computeIfAbsent(place, it -> new ResolvedName(it, lookup, deadlines, whenChanged));
    }

    /** Forgets every name that is not among {@code places}. */
    public void keepOnly(Set<OriginPlace> places) {
        names.values().removeIf(name -> {
            boolean gone = !places.contains(name.place());
            if (gone) {
                name.forget();
            }
            return gone;
        });
    }
}
