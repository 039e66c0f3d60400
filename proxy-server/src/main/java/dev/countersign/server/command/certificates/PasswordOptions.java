package dev.countersign.server.command.certificates;

import dev.countersign.certs.Password;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the password of a key or key store is: never in an argument, which every user of the machine can read. */
final class PasswordOptions {
    /** As much as a configuration's {@code ${file:...}} takes. */
    private static final int LONGEST = 64 << 10;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "Holds the password of the key or the key store; its last newline does not count.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--password-env",
            paramLabel = "NAME",
            description = "The environment variable that holds the password.")
    private Optional<String> variable = Optional.empty();

    /** Known so that it can be refused without being repeated. */
    @Option(
            names = {"--password", "--passphrase"},
            arity = "0..1",
            fallbackValue = "",
            hidden = true)
    private Optional<String> argument = Optional.empty();

    /** The password, if one is named; every reason why it cannot be had goes to {@code problems}. */
    Optional<Password> read(Map<String, String> environment, List<String> problems) {
        if (argument.isPresent()) {
            problems.add("--password: every user of this machine can read arguments: put the password into a file for"
                    + " --password-file or a variable for --password-env, and choose another one");
        }
        if (file.isPresent() && variable.isPresent()) {
            problems.add("--password-env: name the file or the variable, not both");
            return Optional.empty();
        }
        return file.flatMap(path -> fromFile(path, problems))
                .or(() -> variable.flatMap(name -> fromVariable(name, environment, problems)));
    }

    private static Optional<Password> fromVariable(
            String name, Map<String, String> environment, List<String> problems) {
        String value = environment.getOrDefault(name, "");
        if (value.isEmpty()) {
            problems.add(
                    "--password-env: the environment variable " + name + " is not set, or empty: set and export it");
            return Optional.empty();
        }
        return Optional.of(new Password(value));
    }

    private static Optional<Password> fromFile(Path path, List<String> problems) {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(LONGEST + 1);
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()
                    .replaceFirst("\r?\n\\z", "");
            if (bytes.length <= LONGEST && !text.isEmpty()) {
                return Optional.of(new Password(text));
            }
            problems.add(path
                    + (text.isEmpty()
                            ? " is empty: write the password into it"
                            : " is too large for a password: name the file that holds the password alone"));
        } catch (NoSuchFileException missing) {
            problems.add(path + " does not exist: name the file that holds the password");
        } catch (CharacterCodingException notText) {
            problems.add(path + " is not UTF-8 text: name the file that holds the password");
        } catch (IOException unreadable) {
            problems.add(path + " cannot be read: check that it is a file, and that this user may read it");
        }
        return Optional.empty();
    }
}
