package dev.countersign.config.distribution;

import dev.countersign.config.Secret;

/** A field added to every request to an origin; replaces a viewer's field of the same name. */
public record CustomHeader(String name, Secret value) {}
