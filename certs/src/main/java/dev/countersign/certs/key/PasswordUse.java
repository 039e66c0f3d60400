package dev.countersign.certs.key;

import dev.countersign.certs.pem.Unreadable;
import java.util.Arrays;
import java.util.Optional;

/** A password while one file is read: asked for only by what is encrypted, and wiped when closed. */
public final class PasswordUse implements AutoCloseable {
    /** What every sentence calls a password that is wrong or not needed, and no other sentence says. */
    public static final String GIVEN = "the password given for it";

    private final char[] chars;
    private final boolean configured;
    private boolean asked;

    private PasswordUse(char[] chars, boolean configured) {
        this.chars = chars;
        this.configured = configured;
    }

    /** Of the password configured, or of none. */
    public static PasswordUse of(Optional<String> password) {
        return new PasswordUse(password.orElse("").toCharArray(), password.isPresent());
    }

    /**
     * The password itself; not to be kept.
     *
     * @param what is encrypted, such as {@code "an encrypted private key"}
     * @param remedy what to do where no password is configured
     * @throws Unreadable if none is configured
     */
    public char[] chars(String what, String remedy) throws Unreadable {
        asked = true;
        if (!configured) {
            throw new Unreadable("holds " + what + ", and no password is given for it: " + remedy);
        }
        return chars;
    }

    /** Whether there is a password that nothing asked for. */
    public boolean isIdle() {
        return configured && !asked;
    }

    @Override
    public void close() {
        Arrays.fill(chars, '\0');
    }

    @Override
    public String toString() {
        return "(hidden)";
    }
}
