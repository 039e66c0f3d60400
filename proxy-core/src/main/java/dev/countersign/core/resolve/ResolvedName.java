package dev.countersign.core.resolve;

import dev.countersign.core.destination.OriginPlace.Named;
import dev.countersign.core.loop.Deadlines;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of one origin's name, as one event loop knows them. They are looked up again when their time to live has passed
 * and somebody asks; many who ask at once cause one look-up. Belongs to its event loop.
 */
public final class ResolvedName {
    /** Less would be a look-up for every connection. */
    private static final long SHORTEST_TTL_SECONDS = 1;
    /** Whoever publishes a day may still have to move an origin before it is over. */
    private static final long LONGEST_TTL_SECONDS = 3_600;
    /** How soon those who know are asked again after they did not answer, or had nothing to say. */
    private static final long FAILURE_TTL_SECONDS = 1;

    private final Named place;
    private final NameLookup lookup;
    private final Consumer<ResolvedName> whenChanged;
    private final Deadlines.Deadline ttl;
    private final List<Asker> askers = new ArrayList<>();
    private List<InetAddress> addresses = List.of();
    private @Nullable String failure;
    private @Nullable InetAddress slow;
    private boolean due = true;
    private boolean underWay;

    /** Who wants to connect; told once, perhaps before {@link #ask} returns. */
    public interface Asker {
        /** At least one, in the order to try them. */
        void found(List<InetAddress> inOrder);

        void notFound(String why);
    }

    ResolvedName(Named place, NameLookup lookup, Deadlines deadlines, Consumer<ResolvedName> whenChanged) {
        this.place = place;
        this.lookup = lookup;
        this.whenChanged = whenChanged;
        this.ttl = deadlines.add(() -> due = true);
    }

    Named place() {
        return place;
    }

    /** What is known is older than it may be, or nothing is known. */
    public boolean isDue() {
        return due;
    }

    /** Looks the name up unless somebody does; who uses the addresses known so far need not wait. */
    public void renew() {
        if (!underWay) {
            underWay = true;
            lookup.look(place, this::learn);
        }
    }

    /** Answers at once from what is known, else after the look-up. */
    public void ask(Asker asker) {
        if (due) {
            askers.add(asker);
            renew();
        } else {
            tell(asker);
        }
    }

    /** The addresses known last: another list when they change, the same one while they do not. */
    public List<InetAddress> addresses() {
        return addresses;
    }

    /** No time was left for another address: who connects next begins behind this one, as long as it is listed. */
    public void timedOutAt(InetAddress address) {
        slow = address;
    }

    /** What a look-up told. */
    void learn(Answer answer) {
        underWay = false;
        due = false;
        List<InetAddress> before = addresses;
        if (answer instanceof Answer.Found found) {
            failure = null;
            replace(found.complete() ? found.addresses() : withEarlier(found.addresses()));
            live(found.complete() ? found.ttlSeconds() : FAILURE_TTL_SECONDS);
        } else if (answer instanceof Answer.Unknown unknown) {
            failure = unknown.why(); // connections there are go on: nobody said that their addresses are gone
            live(FAILURE_TTL_SECONDS);
        } else {
            failure = "the name has no address of type " + place.type().name().toLowerCase(Locale.ROOT);
            replace(List.of());
            live(FAILURE_TTL_SECONDS);
        }
        if (addresses != before) {
            whenChanged.accept(this);
        }
        List<Asker> waiting = List.copyOf(askers);
        askers.clear();
        waiting.forEach(this::tell);
    }

    private void replace(List<InetAddress> now) {
        if (!now.equals(addresses)) {
            addresses = now;
        }
    }

    private List<InetAddress> withEarlier(List<InetAddress> now) {
        Set<InetAddress> all = new LinkedHashSet<>(now);
        all.addAll(addresses);
        return List.copyOf(all);
    }

    private void live(long seconds) {
        ttl.in(TimeUnit.SECONDS.toNanos(Math.max(SHORTEST_TTL_SECONDS, Math.min(seconds, LONGEST_TTL_SECONDS))));
    }

    private void tell(Asker asker) {
        String why = failure;
        if (why == null) {
            asker.found(inOrder());
        } else {
            asker.notFound(place.name() + ": " + why);
        }
    }

    private List<InetAddress> inOrder() {
        int begin = slow == null ? 0 : addresses.indexOf(slow) + 1;
        if (begin == 0 || begin == addresses.size()) {
            return addresses;
        }
        List<InetAddress> turned = new ArrayList<>(addresses.subList(begin, addresses.size()));
        turned.addAll(addresses.subList(0, begin));
        return turned;
    }

    /** No pool needs it any more. */
    void forget() {
        ttl.remove();
    }
}
