package dev.countersign.config;

import java.nio.file.Path;

/** The directory of client certificates that ARNs point into; absolute, need not exist while no ARN is used. */
public record CertificateStoreConfig(Located<Path> directory) {}
