package dev.countersign.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The directory of client certificates that ARNs point into.
 *
 * @param directory absolute, need not exist while no ARN is used
 * @param account 12 digits, in the ARNs of certificates imported anew
 * @param allowReadableKeys whether private keys that everyone on this machine may read are accepted, in the store or elsewhere
 * @param expiryWarning 0 to 3650 days; how long before its notAfter a certificate is warned about
 */
public record CertificateStoreConfig(
        Located<Path> directory, String account, boolean allowReadableKeys, Duration expiryWarning) {}
