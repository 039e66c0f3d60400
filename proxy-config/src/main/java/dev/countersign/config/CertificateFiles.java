package dev.countersign.config;

import java.nio.file.Path;

/**
 * A certificate named by two files; paths are absolute.
 *
 * @param chain PEM, leaf first
 * @param key any key format of docs/tls.md
 */
public record CertificateFiles(Located<Path> chain, Located<Path> key) {}
