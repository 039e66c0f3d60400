package dev.countersign.config;

import java.util.Optional;

/** One bound address; plain HTTP unless {@code tls} is given. */
public record ListenerConfig(BindAddress bind, Optional<ListenerTlsConfig> tls) {}
