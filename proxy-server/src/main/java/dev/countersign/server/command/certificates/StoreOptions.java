package dev.countersign.server.command.certificates;

import dev.countersign.certs.KeyAccess;
import dev.countersign.certs.Loaded;
import dev.countersign.config.CertificateStoreConfig;
import dev.countersign.config.ConfigResult;
import dev.countersign.config.Defaults;
import dev.countersign.config.ProxyConfig;
import dev.countersign.config.read.ConfigReader;
import dev.countersign.server.command.certificates.answer.ArnUses;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which store, and which configurations use it. */
final class StoreOptions {
    @Option(
            names = "--store",
            paramLabel = "DIR",
            description = "The directory of the store. Default: the one that the first configuration names.")
    private Optional<Path> directory = Optional.empty();

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "A configuration that uses the store. Repeatable: all of them say what is in use.")
    private List<Path> files = List.of();

    /** The store; or that none is named, or every problem of the configurations. */
    Loaded<ChosenStore> choose(Map<String, String> environment) {
        if (directory.isEmpty() && files.isEmpty()) {
            return new Loaded.Unusable<>(
                    List.of("--store: name the store's directory, or with -c a configuration that names it"));
        }
        List<ProxyConfig> configs = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Path file : files) {
            ConfigResult read = ConfigReader.read(file, environment);
            if (read instanceof ConfigResult.Valid valid) {
                configs.add(valid.config());
            } else {
                ((ConfigResult.Invalid) read).problems().forEach(problem -> problems.add(problem.toString()));
            }
        }
        return problems.isEmpty() ? new Loaded.Usable<>(chosen(configs), List.of()) : new Loaded.Unusable<>(problems);
    }

    private ChosenStore chosen(List<ProxyConfig> configs) {
        Optional<CertificateStoreConfig> first = configs.stream().findFirst().map(ProxyConfig::certificateStore);
        return new ChosenStore(
                directory.orElseGet(() -> first.orElseThrow().directory().value()),
                first.map(CertificateStoreConfig::allowReadableKeys).orElse(Defaults.ALLOW_READABLE_KEYS)
                        ? KeyAccess.ANYBODY
                        : KeyAccess.PRIVATE,
                first.map(CertificateStoreConfig::account),
                configs.isEmpty() ? Optional.empty() : Optional.of(ArnUses.of(configs)));
    }
}
