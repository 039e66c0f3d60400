package dev.countersign.certs;

/**
 * A client certificate ready to be presented to an origin.
 *
 * @param source its ARN, or the chain file it was read from: {@code origin.mtls.certificate} in the log
 */
public record ClientCertificate(Identity identity, KeyedChain material, String source) {}
