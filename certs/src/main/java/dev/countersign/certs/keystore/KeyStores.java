package dev.countersign.certs.keystore;

import dev.countersign.certs.key.PasswordUse;
import dev.countersign.certs.pem.FileBytes;
import dev.countersign.certs.pem.Unreadable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Reads key stores, whose kind shows in their first bytes, whatever their name. */
public final class KeyStores {
    /** Generous: a key with its chain takes under 16 KiB; key stores that also hold the public authorities, 200 KiB. */
    private static final int LIMIT = 1024 * 1024;

    private static final int SHOWN_NAMES = 10;
    private static final int LONGEST_NAME = 64;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final String OTHER_PASSWORD = "holds a private key whose password is not the file's:"
            + " give it the file's password with keytool -importkeystore -deststoretype PKCS12";

    private KeyStores() {}

    /**
     * The private key and its chain.
     *
     * @throws Unreadable if the file is neither PKCS#12 nor JKS, or is damaged, if its password is missing or wrong, if it
     *     holds no private key, more than one, or one without its certificate
     */
    public static KeyStoreContent read(Path file, PasswordUse password) throws Unreadable {
        byte[] content = FileBytes.read(file, LIMIT);
        try {
            return switch (Kind.of(content)) {
                case PKCS12 -> Pkcs12.read(content, password);
                case JKS -> Jks.read(content, password);
                case JCEKS ->
                    throw new Unreadable(
                            "is a JCEKS key store: convert it with keytool -importkeystore" + " -deststoretype PKCS12");
                case PEM -> throw new Unreadable("is PEM, not a key store: name it where PEM files are named");
                case OTHER ->
                    throw new Unreadable(
                            "is neither a PKCS#12 nor a JKS key store: export one with openssl pkcs12 -export");
            };
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    static char[] password(PasswordUse password) throws Unreadable {
        return password.chars("encrypted content", "give its password");
    }

    static Unreadable wrongPassword() {
        return new Unreadable("does not open with " + PasswordUse.GIVEN + ": correct the password");
    }

    static Unreadable keyWithAnotherPassword() {
        return new Unreadable(OTHER_PASSWORD);
    }

    static Unreadable damaged(String kind) {
        return new Unreadable("is a damaged " + kind + " key store: export it again");
    }

    static Unreadable noCertificate() {
        return new Unreadable("holds no certificate for its private key: export it again, with the certificate");
    }

    /** For any number of keys but one. */
    static Unreadable notOneKey(List<String> names) {
        if (names.isEmpty()) {
            return new Unreadable("holds no private key: export it again, with the key");
        }
        List<String> shown = names.stream()
                .limit(SHOWN_NAMES)
                .map(name -> CONTROL.matcher(name).replaceAll("?"))
                .map(name -> name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "...")
                .toList();
        return new Unreadable("holds " + names.size() + " private keys (" + String.join(", ", shown)
                + (shown.size() < names.size() ? ", ..." : "")
                + "): keep one, with keytool -importkeystore -srcalias NAME -deststoretype PKCS12");
    }

    private enum Kind {
        PKCS12,
        JKS,
        JCEKS,
        PEM,
        OTHER;

        private static final byte DER_SEQUENCE = 0x30;
        private static final byte[] JKS_MAGIC = {(byte) 0xFE, (byte) 0xED, (byte) 0xFE, (byte) 0xED};
        private static final byte[] JCEKS_MAGIC = {(byte) 0xCE, (byte) 0xCE, (byte) 0xCE, (byte) 0xCE};

        static Kind of(byte[] content) {
            if (begins(content, JKS_MAGIC)) {
                return JKS;
            }
            if (begins(content, JCEKS_MAGIC)) {
                return JCEKS;
            }
            if (content.length > 0 && content[0] == DER_SEQUENCE) {
                return PKCS12;
            }
            return new String(content, StandardCharsets.ISO_8859_1).contains("-----BEGIN ") ? PEM : OTHER;
        }

        private static boolean begins(byte[] content, byte[] magic) {
            return content.length >= magic.length && Arrays.equals(content, 0, magic.length, magic, 0, magic.length);
        }
    }
}
