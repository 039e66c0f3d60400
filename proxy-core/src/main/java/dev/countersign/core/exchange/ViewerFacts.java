package dev.countersign.core.exchange;

/**
 * What an exchange is told about the viewer's connection.
 *
 * @param logFragment the log line's facts about it
 * @param address the viewer's address as text, for X-Forwarded-For
 * @param secure the viewer came over TLS
 */
public record ViewerFacts(byte[] logFragment, byte[] address, boolean secure) {}
