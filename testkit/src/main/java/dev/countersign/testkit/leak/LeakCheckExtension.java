package dev.countersign.testkit.leak;

import io.netty.util.LeakPresenceDetector;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that ends with a Netty resource not released. JUnit registers it everywhere by itself; it acts only when
 * Netty counts every resource ({@code mvn -Pleaks}), because Netty's own sampling cannot say that nothing leaked.
 *
 * <p>Everything a test class starts must be closed, and closed completely, by the end of its {@code @AfterAll} methods. Resources
 * held in static fields are wrapped in {@link LeakPresenceDetector#staticInitializer}.
 */
public final class LeakCheckExtension implements AfterAllCallback {
    private static final String DETECTOR_PROPERTY = "io.netty.customResourceLeakDetector";

    @Override
    public void afterAll(ExtensionContext context) {
        boolean nested =
                context.getParent().flatMap(ExtensionContext::getTestClass).isPresent();
        // What a nested class leaves open may belong to its outer class, which is still running.
        if (!nested && LeakPresenceDetector.class.getName().equals(System.getProperty(DETECTOR_PROPERTY))) {
            LeakPresenceDetector.check();
        }
    }
}
