package dev.countersign.testkit.leak;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakDetectorFactory;
import org.junit.jupiter.api.Test;

/** Leaks on purpose; its name keeps it out of the suite, {@link LeakCheckExtensionTest} runs it. */
final class PlantedLeak {
    @Test
    void takesAResourceAndKeepsIt() {
        Object resource = new Object();
        ResourceLeakDetectorFactory.instance()
                .newResourceLeakDetector(Object.class)
                .track(resource);
        assertThat(resource).isNotNull();
    }
}
