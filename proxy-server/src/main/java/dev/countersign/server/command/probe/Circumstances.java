package dev.countersign.server.command.probe;

import dev.countersign.config.ProxyConfig;
import dev.countersign.core.probe.ProbeRequest;
import java.time.Instant;

/** What a probe was made under. */
record Circumstances(ProxyConfig config, ProbeRequest request, boolean handshakeOnly, Instant now) {}
