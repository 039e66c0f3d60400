package dev.countersign.testkit.origin;

/** Where nginx runs; a test parameterized with it (JUnit's {@code @EnumSource}) holds against both. */
public enum NginxPlace {
    PROCESS,
    CONTAINER;

    /** Starts nginx there, or skips the test (in CI: fails it) when this machine cannot. */
    public NginxPeer start(NginxSettings settings) {
        return switch (this) {
            case PROCESS -> NginxOrigin.start(settings);
            case CONTAINER -> NginxContainer.start(settings);
        };
    }
}
