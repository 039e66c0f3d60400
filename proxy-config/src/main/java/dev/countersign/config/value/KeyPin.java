package dev.countersign.config.value;

import dev.countersign.config.yaml.Value;
import dev.countersign.config.yaml.Wording;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The SHA-256 of a public key as people have it: base64, as in HPKP (RFC 7469 section 2.4) and, after {@code sha256//}, in
 * curl's {@code --pinnedpubkey}; or hex, as openssl prints it.
 */
public final class KeyPin {
    /** 32 bytes are 43 characters and one of padding. */
    private static final Pattern BASE64 = Pattern.compile("(?:sha256//?)?([A-Za-z0-9+/]{43}=)");

    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{64}");

    private KeyPin() {}

    /** In lower-case hex; empty where a problem has been added. */
    public static Optional<String> read(Value value) {
        return value.text().flatMap(text -> {
            Optional<String> pin = parse(text);
            if (pin.isEmpty()) {
                value.problem(
                        Wording.quote(text) + " is not the SHA-256 of a public key; write its 44 characters of base64,"
                                + " with or without curl's sha256// before them, or its 64 hex digits");
            }
            return pin;
        });
    }

    private static Optional<String> parse(String text) {
        if (HEX.matcher(text).matches()) {
            return Optional.of(text.toLowerCase(Locale.ROOT));
        }
        Matcher base64 = BASE64.matcher(text);
        return base64.matches()
                ? Optional.of(HexFormat.of().formatHex(Base64.getDecoder().decode(base64.group(1))))
                : Optional.empty();
    }
}
