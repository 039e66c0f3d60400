package dev.countersign.server.command.pki;

import dev.countersign.certs.authority.DevCa;
import dev.countersign.certs.authority.LeafKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a certificate is issued, whoever it is for. */
final class IssueOptions {
    @Mixin
    private AuthorityOption authority = new AuthorityOption();

    @Option(
            names = "--days",
            paramLabel = "N",
            converter = DayCount.class,
            description = "How long it is valid, at most as long as the CA. Default: 90.")
    private Duration validity = DevCa.LEAF_VALIDITY;

    @Option(
            names = "--key-type",
            paramLabel = "TYPE",
            converter = LeafKeyName.class,
            description = "P-256 (default) or RSA-2048.")
    private LeafKey keyType = LeafKey.P_256;

    @Option(names = "--out", paramLabel = "DIR", description = "Where the files go. Default: beside the CA.")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--force", description = "Replace files of that name.")
    private boolean force;

    AuthorityFiles authority() {
        return authority.files();
    }

    Duration validity() {
        return validity;
    }

    LeafKey keyType() {
        return keyType;
    }

    NewFiles files(String name) {
        return NewFiles.in(out.orElse(authority().directory()), name);
    }

    boolean force() {
        return force;
    }
}
