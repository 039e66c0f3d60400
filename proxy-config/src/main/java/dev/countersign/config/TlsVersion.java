package dev.countersign.config;

/** Protocol versions spoken on either side; older ones are refused (RFC 8996). */
public enum TlsVersion {
    TLS_1_2("TLSv1.2"),
    TLS_1_3("TLSv1.3");

    private final String label;

    TlsVersion(String label) {
        this.label = label;
    }

    /** The name in configuration, JSSE and the access log, as {@code TLSv1.3}. */
    public String label() {
        return label;
    }
}
