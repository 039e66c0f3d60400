package dev.countersign.certs.pem;

/** One block of a PEM file (RFC 7468). Never prints its content, which may be a key. */
public final class PemBlock {
    private final String label;
    private final byte[] der;
    private final boolean encrypted;

    PemBlock(String label, byte[] der, boolean encrypted) {
        this.label = label;
        this.der = der;
        this.encrypted = encrypted;
    }

    /** What it is said to hold, such as {@code CERTIFICATE}. */
    public String label() {
        return label;
    }

    /** The decoded content; not copied, so not to be changed. */
    byte[] der() {
        return der;
    }

    /** Whether it has the headers of RFC 1421 that say its content is encrypted. */
    boolean encrypted() {
        return encrypted;
    }

    @Override
    public String toString() {
        return "PemBlock[" + label + "]";
    }
}
