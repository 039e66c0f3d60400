package dev.countersign.source.sample.ring.one;

import dev.countersign.source.sample.ring.two.Two;
import org.jspecify.annotations.Nullable;

/** Knows the other package, which knows this one. */
public record One(@Nullable Two other) {}
