package dev.countersign.config;

/** A value that names something outside the configuration (a file, an ARN), with its place for later error reports. */
public record Located<T>(T value, Position position) {}
