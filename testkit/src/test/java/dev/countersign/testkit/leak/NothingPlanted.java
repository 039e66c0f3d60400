package dev.countersign.testkit.leak;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import org.junit.jupiter.api.Test;

/** Gives back what it takes; {@link LeakCheckExtensionTest} runs it. */
final class NothingPlanted {
    @Test
    void takesAResourceAndGivesItBack() {
        Object resource = new Object();
        ResourceLeakTracker<Object> tracker = ResourceLeakDetectorFactory.instance()
                .newResourceLeakDetector(Object.class)
                .track(resource);
        assertThat(tracker.close(resource)).isTrue();
    }
}
