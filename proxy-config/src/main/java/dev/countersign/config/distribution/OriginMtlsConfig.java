package dev.countersign.config.distribution;

/** The client certificate of an origin; its presence makes the origin an mTLS origin. */
public record OriginMtlsConfig(ClientCertificateRef certificate, MtlsMode mode) {}
