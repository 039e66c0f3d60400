package dev.countersign.source.sample.ring.two;

import dev.countersign.source.sample.ring.one.One;
import org.jspecify.annotations.Nullable;

/** Knows the other package, which knows this one. */
public record Two(@Nullable One other) {}
