package dev.countersign.server;

/** What this build calls itself. */
public final class Version {
    private Version() {}

    /** As {@code 0.1.0}, from the jar's manifest; {@code development} when the classes run outside of a jar. */
    public static String current() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
