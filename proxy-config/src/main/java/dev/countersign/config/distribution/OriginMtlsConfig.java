package dev.countersign.config.distribution;

import java.util.Optional;

/**
 * The client certificate of an origin; its presence makes the origin an mTLS origin.
 *
 * @param fallback presented instead where the origin rejects {@code certificate}; another ARN than that
 */
public record OriginMtlsConfig(
        ClientCertificateRef certificate, MtlsMode mode, Optional<ClientCertificateRef.ByArn> fallback) {}
