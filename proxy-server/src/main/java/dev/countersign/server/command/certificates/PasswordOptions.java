package dev.countersign.server.command.certificates;

import dev.countersign.certs.KeyAccess;
import dev.countersign.certs.Loaded;
import dev.countersign.certs.Password;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the password of a key or key store is: never in an argument, which every user of the machine can read. */
final class PasswordOptions {
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
        return file.flatMap(path -> taken(Password.fromFile(path, KeyAccess.ANYBODY), "", problems))
                .or(() -> variable.flatMap(
                        name -> taken(Password.fromEnvironment(name, environment), "--password-env: ", problems)));
    }

    private static Optional<Password> taken(Loaded<Password> password, String subject, List<String> problems) {
        if (password instanceof Loaded.Usable<Password> usable) {
            return Optional.of(usable.value());
        }
        ((Loaded.Unusable<Password>) password)
                .problems().stream().map(subject::concat).forEach(problems::add);
        return Optional.empty();
    }
}
