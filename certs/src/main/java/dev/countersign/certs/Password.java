package dev.countersign.certs;

import dev.countersign.certs.pem.FileBytes;
import dev.countersign.certs.pem.Unreadable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The password of a private key or a key store. Never printed; a message names where it came from instead. */
public record Password(String reveal) {
    private static final int LIMIT = 4 * 1024;
    private static final Pattern LINE_END = Pattern.compile("\\r?\\n\\z");

    /** As {@link #fromFile(Path, KeyAccess)}, for a file that nobody else may read. */
    public static Loaded<Password> fromFile(Path file) {
        return fromFile(file, KeyAccess.PRIVATE);
    }

    /**
     * The content of a file, in UTF-8, without one line end at its end. Unusable if the file cannot be read, is larger than
     * 4 KiB, empty, or may be read by more people than {@code access} says.
     */
    public static Loaded<Password> fromFile(Path file, KeyAccess access) {
        try {
            KeyFileAccess.check(file, access);
            String text = LINE_END.matcher(text(FileBytes.read(file, LIMIT))).replaceFirst("");
            return text.isEmpty() ? unusable(file + " is empty: put the password into it") : usable(text);
        } catch (Unreadable because) {
            return unusable(because.in(file));
        }
    }

    /** The value of an environment variable. Unusable if it is not set, or empty. */
    public static Loaded<Password> fromEnvironment(String name, Map<String, String> environment) {
        String value = environment.getOrDefault(name, "");
        return value.isEmpty()
                ? unusable("the environment variable " + name + " is not set, or empty: set it to the password")
                : usable(value);
    }

    private static String text(byte[] content) throws Unreadable {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException notText) {
            throw new Unreadable("is not text in UTF-8: put the password into it as text");
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static Loaded<Password> usable(String text) {
        return new Loaded.Usable<>(new Password(text), List.of());
    }

    private static Loaded<Password> unusable(String problem) {
        return new Loaded.Unusable<>(List.of(problem));
    }

    @Override
    public String toString() {
        return "(hidden)";
    }
}
