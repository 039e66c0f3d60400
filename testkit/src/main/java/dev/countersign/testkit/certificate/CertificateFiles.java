package dev.countersign.testkit.certificate;

import java.nio.file.Path;

/**
 * Where a certificate was written.
 *
 * @param chain PEM, leaf first
 * @param key PEM
 */
public record CertificateFiles(Path chain, Path key) {}
