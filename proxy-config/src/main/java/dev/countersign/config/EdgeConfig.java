package dev.countersign.config;

/**
 * What this edge calls itself.
 *
 * @param name in Via, X-Cache and the error pages
 * @param location in X-Amz-Cf-Pop and the access log
 */
public record EdgeConfig(String name, String location) {}
