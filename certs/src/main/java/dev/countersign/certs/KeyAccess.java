package dev.countersign.certs;

/** Who else on this machine may be able to read a private key's file. */
public enum KeyAccess {
    /** Its owner, and the group when it is the group of this process. */
    PRIVATE,
    /** Anybody: {@code certificateStore.allowReadableKeys}. */
    ANYBODY
}
