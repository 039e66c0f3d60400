package dev.countersign.certs.pem;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the text of a PEM file (RFC 7468) strictly: what does not parse is refused, never skipped. Explanatory text may
 * stand before a block, as tools write it there; text after the last block is refused, because it is more often half a
 * certificate than an explanation.
 */
public final class PemBlocks {
    private static final Pattern BOUNDARY = Pattern.compile("-----(BEGIN|END) ([A-Z0-9][A-Z0-9 .#-]{0,62})-----");
    private static final Pattern WHITESPACE = Pattern.compile("\\s+");
    private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF";
    private static final String DEK_INFO = "DEK-Info:";
    private static final byte DER_SEQUENCE = 0x30;

    private final List<PemBlock> blocks = new ArrayList<>();
    private final StringBuilder body = new StringBuilder();
    private String label = "";
    private boolean inside;
    private boolean encrypted;
    private String dekInfo = "";
    private boolean looseText;

    private PemBlocks() {}

    /**
     * At least one block.
     *
     * @throws Unreadable if this is not PEM from end to end
     */
    public static List<PemBlock> parse(byte[] content) throws Unreadable {
        // Latin-1 keeps every byte: explanatory text may be in any charset, and blocks are ASCII.
        String text = new String(content, StandardCharsets.ISO_8859_1);
        if (text.startsWith(BYTE_ORDER_MARK)) {
            text = text.substring(BYTE_ORDER_MARK.length());
        }
        if (text.isBlank()) {
            throw new Unreadable("is empty: put PEM blocks into it");
        }
        PemBlocks reader = new PemBlocks();
        for (String line : (Iterable<String>) text.lines()::iterator) {
            reader.line(line.stripTrailing());
        }
        return reader.finish(content[0] == DER_SEQUENCE);
    }

    private void line(String line) throws Unreadable {
        if (line.startsWith("-----BEGIN ") || line.startsWith("-----END ")) {
            boundary(line);
        } else if (!inside) {
            looseText |= !line.isBlank();
        } else if (line.startsWith("Proc-Type:")) {
            encrypted |= line.contains("ENCRYPTED");
        } else if (line.startsWith(DEK_INFO)) {
            dekInfo = line.substring(DEK_INFO.length()).strip();
        } else {
            body.append(line);
        }
    }

    private void boundary(String line) throws Unreadable {
        Matcher boundary = BOUNDARY.matcher(line);
        if (!boundary.matches()) {
            throw new Unreadable("is not PEM: the BEGIN or END line of block " + number() + " is malformed");
        }
        boolean begin = boundary.group(1).equals("BEGIN");
        if (begin == inside || (inside && !boundary.group(2).equals(label))) {
            throw new Unreadable("is not PEM: the BEGIN and END lines of block " + number() + " do not pair up");
        }
        if (begin) {
            label = boundary.group(2);
            body.setLength(0);
            encrypted = false;
            dekInfo = "";
            looseText = false;
        } else {
            blocks.add(new PemBlock(label, number(), decoded(), encrypted ? Optional.of(dekInfo) : Optional.empty()));
        }
        inside = begin;
    }

    private byte[] decoded() throws Unreadable {
        try {
            byte[] der = Base64.getDecoder().decode(WHITESPACE.matcher(body).replaceAll(""));
            if (der.length > 0) {
                return der;
            }
        } catch (IllegalArgumentException notBase64) {
            throw new Unreadable("is not PEM: block " + number() + " (" + label + ") is not base64");
        }
        throw new Unreadable("holds nothing in block " + number() + " (" + label + ")");
    }

    private List<PemBlock> finish(boolean looksBinary) throws Unreadable {
        if (inside) {
            throw new Unreadable("ends inside block " + number() + " (" + label + "): it was cut off");
        }
        if (blocks.isEmpty()) {
            throw new Unreadable(
                    looksBinary
                            ? "is DER, not PEM: convert it with openssl (-inform DER -outform PEM),"
                                    + " or name it as the key store that it may be"
                            : "is not PEM: no line reads -----BEGIN ...-----");
        }
        if (looseText) {
            throw new Unreadable("has text after its last PEM block: remove it, or complete the block it belongs to");
        }
        return List.copyOf(blocks);
    }

    private int number() {
        return blocks.size() + 1;
    }
}
