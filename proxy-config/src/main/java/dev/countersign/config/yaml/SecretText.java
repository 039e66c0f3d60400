package dev.countersign.config.yaml;

import dev.countersign.config.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills in {@code ${file:...}} and {@code ${env:...}}. Problems name the file or variable, never what it holds. */
final class SecretText {
    /** Room for any token or password; a disk image named by mistake is refused. */
    private static final int MAX_BYTES = 64 << 10;

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(file|env):([^}]*)}");
    private static final String START = "${";

    private SecretText() {}

    static boolean refersTo(String text) {
        return REFERENCE.matcher(text).find();
    }

    static Optional<Secret> fill(String text, Value at, Reading reading) {
        StringBuilder filled = new StringBuilder();
        Matcher matcher = REFERENCE.matcher(text);
        int done = 0;
        boolean complete = true;
        while (matcher.find()) {
            filled.append(text, done, matcher.start());
            done = matcher.end();
            Optional<String> content = matcher.group(1).equals("env")
                    ? variable(matcher.group(2), at, reading)
                    : file(matcher.group(2), at, reading);
            complete &= content.isPresent();
            content.ifPresent(filled::append);
        }
        String outside = REFERENCE.matcher(text).replaceAll("");
        if (outside.contains(START)) {
            at.problem("holds ${ that starts neither ${file:...} nor ${env:...}; put text that needs ${ into a file");
            return Optional.empty();
        }
        String value = filled.append(text.substring(done)).toString();
        return complete ? Optional.of(new Secret(value, wholeFile(text, reading))) : Optional.empty();
    }

    /** The file that the value is the content of, when it is nothing else. */
    private static Optional<Path> wholeFile(String text, Reading reading) {
        Matcher matcher = REFERENCE.matcher(text);
        return matcher.matches() && matcher.group(1).equals("file")
                ? Optional.of(reading.baseDirectory()
                        .resolve(matcher.group(2))
                        .toAbsolutePath()
                        .normalize())
                : Optional.empty();
    }

    private static Optional<String> variable(String name, Value at, Reading reading) {
        String content = reading.environment().get(name);
        if (content == null || content.isEmpty()) {
            String state = content == null ? "not set" : "empty";
            at.problem("environment variable " + Wording.quote(name) + " is " + state + "; set it before starting");
            return Optional.empty();
        }
        return Optional.of(content);
    }

    private static Optional<String> file(String name, Value at, Reading reading) {
        String quoted = Wording.quote(name);
        try {
            Path path = reading.baseDirectory().resolve(name);
            reading.files().add(path.toAbsolutePath().normalize());
            if (name.isEmpty() || Files.isDirectory(path)) {
                at.problem("file " + quoted + " is a directory; name the file that holds the value");
                return Optional.empty();
            }
            return content(path, quoted, at);
        } catch (NoSuchFileException e) {
            at.problem("file " + quoted + " does not exist; relative paths start at the configuration file");
        } catch (CharacterCodingException e) {
            at.problem("file " + quoted + " is not UTF-8 text; save it as UTF-8");
        } catch (IOException e) {
            at.problem("file " + quoted + " cannot be read; check that this user may read it");
        } catch (InvalidPathException e) {
            at.problem("file " + quoted + " is not a path on this system");
        }
        return Optional.empty();
    }

    private static Optional<String> content(Path path, String quoted, Value at) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        }
        if (bytes.length > MAX_BYTES) {
            at.problem("file " + quoted + " is larger than 64KiB; name a file that holds the value alone");
            return Optional.empty();
        }
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        String value = withoutLastNewline(text);
        if (value.isEmpty()) {
            at.problem("file " + quoted + " is empty; write the value into it");
            return Optional.empty();
        }
        return Optional.of(value);
    }

    /** Editors and {@code echo} end a file with a newline that is not part of the value. */
    private static String withoutLastNewline(String text) {
        if (!text.endsWith("\n")) {
            return text;
        }
        return text.substring(0, text.length() - (text.endsWith("\r\n") ? 2 : 1));
    }
}
