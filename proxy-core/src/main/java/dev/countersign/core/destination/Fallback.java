package dev.countersign.core.destination;

/**
 * The second identity of an origin.
 *
 * @param target the same origin under it: own certificate, own TLS, own pool key, everything else shared
 * @param choice which of the two goes first
 */
public record Fallback(OriginTarget target, IdentityChoice choice) {}
