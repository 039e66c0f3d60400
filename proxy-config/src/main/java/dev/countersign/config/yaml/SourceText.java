package dev.countersign.config.yaml;

import dev.countersign.config.Position;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.yaml.snakeyaml.reader.StreamReader;

/** Turns a file into text that YAML can be read from: bounded, UTF-8, printable, without byte order mark. */
public final class SourceText {
    /** Thousands of distributions fit; a file that was named by mistake does not fill the memory. */
    static final int MAX_BYTES = 8 << 20;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private SourceText() {}

    /** The text of {@code file}; empty with a problem added when it cannot be read. */
    public static Optional<String> read(Path file, Problems problems) {
        return read(file, file.toString(), problems);
    }

    /**
     * The same.
     *
     * @param name what problems call the file
     */
    public static Optional<String> read(Path file, String name, Problems problems) {
        Position start = new Position(name, 1, 1, "");
        if (Files.isDirectory(file)) {
            problems.add(start, "is a directory; name the configuration file in it");
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, name, problems);
        } catch (NoSuchFileException e) {
            problems.add(start, "does not exist; check the path");
        } catch (AccessDeniedException e) {
            problems.add(start, "may not be read by this user; check its permissions");
        } catch (IOException e) {
            problems.add(start, "cannot be read: " + e.getMessage());
        }
        return Optional.empty();
    }

    /**
     * The text that {@code in} ends with; empty with a problem added when it is none.
     *
     * @param name what problems call it
     * @throws IOException when it cannot be read
     */
    public static Optional<String> read(InputStream in, String name, Problems problems) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            problems.add(
                    new Position(name, 1, 1, ""), "is larger than 8MiB; split it, or check that it is the right file");
            return Optional.empty();
        }
        return decode(name, bytes, problems);
    }

    private static Optional<String> decode(String name, byte[] bytes, Problems problems) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer text = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), text, true);
        text.flip();
        if (result.isError()) {
            Position bad = after(name, withoutMark(text.toString()));
            problems.add(bad, "is not valid UTF-8 from here on; save the file as UTF-8");
            return Optional.empty();
        }
        return Optional.of(text.toString());
    }

    /** {@code text} without byte order mark; empty with a problem added when YAML may not contain one of its characters. */
    static Optional<String> printable(String name, String text, Problems problems) {
        String yaml = withoutMark(text);
        if (yaml.length() > MAX_BYTES) {
            problems.add(
                    new Position(name, 1, 1, ""), "is larger than 8MiB; split it, or check that it is the right file");
            return Optional.empty();
        }
        for (int i = 0; i < yaml.length(); ) {
            int point = yaml.codePointAt(i);
            if (!StreamReader.isPrintable(point)) {
                String code = String.format("U+%04X", point);
                problems.add(
                        after(name, yaml.substring(0, i)), "holds the unprintable character " + code + "; remove it");
                return Optional.empty();
            }
            i += Character.charCount(point);
        }
        return Optional.of(yaml);
    }

    private static String withoutMark(String text) {
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    /** The place of the character that follows {@code text}. */
    private static Position after(String name, String text) {
        int lineStart = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1;
        int lines = (int) text.lines().count() + (lineStart == text.length() ? 1 : 0);
        return new Position(name, Math.max(1, lines), text.codePointCount(lineStart, text.length()) + 1, "");
    }
}
