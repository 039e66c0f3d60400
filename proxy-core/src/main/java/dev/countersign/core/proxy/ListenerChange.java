package dev.countersign.core.proxy;

import dev.countersign.core.viewer.Listener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Other listeners, ready to be put in place; closing it before that gives back what it holds. Used once, by one thread. */
public final class ListenerChange implements AutoCloseable {
    private final Listeners listeners;
    private final Duration patience;
    private final List<Listeners.Bound> next = new ArrayList<>();
    private final List<Listeners.Bound> opened = new ArrayList<>();
    private final List<Secured> secured = new ArrayList<>();
    private List<Listeners.Bound> removed = List.of();
    private boolean done;

    ListenerChange(Listeners listeners, Duration patience) {
        this.listeners = listeners;
        this.patience = patience;
    }

    private record Secured(Listener listener, Optional<Listener.Tls> tls) {}

    /** Its settings may stand elsewhere in the file. */
    void keep(Listeners.Bound same, ListenerSetup setup) {
        next.add(new Listeners.Bound(same.listener(), same.socket(), setup));
    }

    void secure(Listeners.Bound same, ListenerSetup setup, Optional<Listener.Tls> tls) {
        keep(same, setup);
        secured.add(new Secured(same.listener(), tls));
    }

    void open(Listeners.Bound fresh) {
        next.add(fresh);
        opened.add(fresh);
    }

    void remove(List<Listeners.Bound> unwanted) {
        removed = List.copyOf(unwanted);
    }

    /** How long connections may go on whose listener, or whose origin, is not configured any more. */
    Duration patience() {
        return patience;
    }

    /** From now on viewers meet these. */
    void commit() {
        done = true;
        secured.forEach(each -> {
            Optional<Listener.Tls> before = each.listener().tls();
            each.listener().secureBy(each.tls());
            listeners.releaseOnceNobodyBegins(before);
        });
        listeners.become(next);
        removed.forEach(each -> listeners.remove(each, patience));
        opened.forEach(each -> each.socket().config().setAutoRead(true));
    }

    @Override
    public void close() {
        if (!done) {
            done = true;
            secured.forEach(each -> Listeners.release(each.tls()));
            opened.forEach(each -> {
                Listeners.join(each.socket().close());
                Listeners.release(each.listener().tls());
            });
        }
    }
}
