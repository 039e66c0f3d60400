package dev.countersign.testkit.origin.server;

import dev.countersign.testkit.wire.RawResponse;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an origin saw of who connected to it.
 *
 * @param commonName of the client certificate's subject; empty when there was none
 * @param serial of the client certificate; empty when there was none, or the server cannot tell it
 * @param resumed whether it says the session was resumed; empty when the server cannot tell
 */
public record Sighting(Optional<String> commonName, Optional<BigInteger> serial, Optional<Boolean> resumed) {
    private static final Pattern COMMON_NAME = Pattern.compile("CN ?= ?([^,/+\\n]+)");

    /** From the {@code X-Seen-} fields of a response. */
    public static Sighting of(RawResponse response) {
        return SeenFields.read(response, "");
    }

    /** From what servers print: a distinguished name in any of their spellings, and hexadecimal digits, both empty for none. */
    static Sighting of(String subject, String serialHex, Optional<Boolean> resumed) {
        Matcher name = COMMON_NAME.matcher(subject);
        String digits = serialHex.replace(":", "").strip();
        return new Sighting(
                name.find() ? Optional.of(name.group(1).strip()) : Optional.empty(),
                digits.isEmpty() ? Optional.empty() : Optional.of(new BigInteger(digits, 16)),
                resumed);
    }
}
