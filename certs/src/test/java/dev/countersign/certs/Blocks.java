package dev.countersign.certs;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Writes PEM blocks around any bytes, sensible or not. */
final class Blocks {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private Blocks() {}

    static String pem(String label, byte[] der) {
        String body = new String(LINES.encode(der), StandardCharsets.US_ASCII);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }
}
