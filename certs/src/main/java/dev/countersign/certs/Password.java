package dev.countersign.certs;

/** The password of a private key or a key store. Never printed; a message names where it came from instead. */
public record Password(String reveal) {
    @Override
    public String toString() {
        return "(hidden)";
    }
}
