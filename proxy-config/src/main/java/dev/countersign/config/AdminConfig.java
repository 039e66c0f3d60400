package dev.countersign.config;

/** The admin listener: health, readiness and metrics; loopback only until it can ask for a token. */
public record AdminConfig(BindAddress bind) {}
