package dev.countersign.server.command.pki;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which authority. */
final class AuthorityOption {
    @Option(names = "--directory", paramLabel = "DIR", description = "Where the CA is kept. Default: pki.")
    private Path directory = Path.of("pki");

    AuthorityFiles files() {
        return new AuthorityFiles(directory);
    }
}
