package dev.countersign.config;

import java.util.Optional;

/**
 * One bound address; plain HTTP unless {@code tls} is given.
 *
 * @param place where {@code bind} stands: only the system knows whether it can be had
 */
public record ListenerConfig(BindAddress bind, Position place, Optional<ListenerTlsConfig> tls) {}
