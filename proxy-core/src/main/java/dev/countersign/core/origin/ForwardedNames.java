package dev.countersign.core.origin;

import dev.countersign.core.destination.PoolKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Which forwarded names have a pool, on one event loop. Viewers choose the names, so each origin has room for a few; a pool
 * in which nothing rests makes room for another.
 */
final class ForwardedNames {
    private final Map<String, Deque<PoolKey>> ofOrigins = new HashMap<>();

    /**
     * Takes a place for a pool that is to be made.
     *
     * @param emptied retires the pool of a key if nothing rests in it, and says whether it did
     * @return false where all places are in use
     */
    boolean admit(PoolKey key, int most, Predicate<PoolKey> emptied) {
        Deque<PoolKey> keys = ofOrigins.computeIfAbsent(key.origin(), origin -> new ArrayDeque<>());
        for (Iterator<PoolKey> oldest = keys.iterator(); keys.size() >= most && oldest.hasNext(); ) {
            if (emptied.test(oldest.next())) {
                oldest.remove();
            }
        }
        if (keys.size() >= most) {
            return false;
        }
        keys.addLast(key);
        return true;
    }

    /** The pool is gone for another reason. */
    void forget(PoolKey key) {
        Deque<PoolKey> keys = ofOrigins.get(key.origin());
        if (keys != null && keys.remove(key) && keys.isEmpty()) {
            ofOrigins.remove(key.origin());
        }
    }
}
