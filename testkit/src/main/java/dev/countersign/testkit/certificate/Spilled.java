package dev.countersign.testkit.certificate;

import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Finds pieces of a private key in a text: 16 characters in a row of its PEM body, or of its private value in hex. */
public final class Spilled {
    private static final int PIECE = 16;

    private Spilled() {}

    /** The pieces of the lines of a key's PEM, but those that stand in its certificate too: an RSA key repeats its modulus. */
    public static Set<String> pieces(String keyPem, String publicText) {
        Set<String> pieces = keyPem.lines()
                .filter(line -> !line.startsWith("-----") && !line.contains(":"))
                .flatMap(Spilled::pieces)
                .collect(Collectors.toSet());
        pieces.removeIf(publicText::contains);
        return pieces;
    }

    /** The pieces of the private value of an RSA or EC key. */
    public static Set<String> hexPieces(PrivateKey key) {
        return pieces(hex(key)).collect(Collectors.toSet());
    }

    /** The private value of an RSA or EC key, lower case. */
    public static String hex(PrivateKey key) {
        BigInteger value = key instanceof RSAPrivateKey rsa ? rsa.getPrivateExponent() : ((ECPrivateKey) key).getS();
        return value.toString(16);
    }

    /** The secrets that stand in the text; hex in capitals, or with colons in it, counts too. */
    public static List<String> in(String text, Iterable<String> secrets) {
        String hex = text.toLowerCase(Locale.ROOT).replace(":", "");
        List<String> found = new ArrayList<>();
        for (String secret : secrets) {
            if (text.contains(secret) || hex.contains(secret)) {
                found.add(secret);
            }
        }
        return found;
    }

    private static Stream<String> pieces(String line) {
        return IntStream.rangeClosed(0, line.length() - PIECE).mapToObj(start -> line.substring(start, start + PIECE));
    }
}
