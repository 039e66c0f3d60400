package dev.countersign.config;

import java.time.Duration;

/**
 * How the process runs.
 *
 * @param eventLoops 0 means one per available core
 * @param drainTimeout how long SIGTERM waits for exchanges under way
 * @param watch whether changed certificates, keys and trust are taken over while running
 */
public record RuntimeConfig(int eventLoops, Transport transport, Duration drainTimeout, boolean watch) {}
