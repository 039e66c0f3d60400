package dev.countersign.certs.pem;

import java.util.Arrays;
import java.util.Optional;

/** One block of a PEM file (RFC 7468). Never prints its content, which may be a key. */
public final class PemBlock {
    private final String label;
    private final int number;
    private final byte[] der;
    private final Optional<String> dekInfo;

    PemBlock(String label, int number, byte[] der, Optional<String> dekInfo) {
        this.label = label;
        this.number = number;
        this.der = der;
        this.dekInfo = dekInfo;
    }

    /** What it is said to hold, such as {@code CERTIFICATE}. */
    public String label() {
        return label;
    }

    /** Whether it is said to hold a private key, in any form. */
    public boolean isPrivateKey() {
        return label.endsWith("PRIVATE KEY");
    }

    /** Whether it is said to hold an X.509 certificate. */
    public boolean isCertificate() {
        return label.equals("CERTIFICATE");
    }

    /** Its place in the file, from 1. */
    int number() {
        return number;
    }

    /** The decoded content; not copied, so not to be changed. */
    public byte[] der() {
        return der;
    }

    /** Where its headers (RFC 1421) say that its content is encrypted: how, or nothing where they leave that out. */
    public Optional<String> dekInfo() {
        return dekInfo;
    }

    /** Overwrites the content, once it has been parsed. */
    public void wipe() {
        Arrays.fill(der, (byte) 0);
    }

    @Override
    public String toString() {
        return "PemBlock[" + label + "]";
    }
}
