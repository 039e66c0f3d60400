package dev.countersign.server.reload;

import dev.countersign.config.ConfigResult;
import dev.countersign.config.Problem;
import dev.countersign.config.ProxyConfig;
import dev.countersign.config.read.ConfigReader;
import dev.countersign.server.material.LoadResult;
import dev.countersign.server.material.MaterialLoader;
import dev.countersign.server.material.MaterialReader;
import dev.countersign.server.material.ReferenceReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A configuration file with everything it names, or all that is wrong with either. */
public sealed interface Prepared {
    /** What it was read from, in its last reading. */
    ConfigurationFiles files();

    /** All of it is usable. */
    record Ready(ProxyConfig config, LoadResult.Complete loaded, ConfigurationFiles files) implements Prepared {}

    /** All that is wrong, at least one. */
    record Refused(List<Problem> problems, ConfigurationFiles files) implements Prepared {
        public Refused {
            problems = List.copyOf(problems);
        }
    }

    /** Reads all of it for the first time. */
    static Prepared from(Path file) {
        return from(file, config -> new ReferenceReader(config.certificateStore()));
    }

    /**
     * Files and ARNs are looked at only once the configuration itself is valid.
     *
     * @param reader what reads them under a valid configuration
     */
    static Prepared from(Path file, Function<ProxyConfig, MaterialReader> reader) {
        String before = ConfigurationFiles.contentOf(file);
        ConfigResult read = ConfigReader.read(file, System.getenv());
        if (read instanceof ConfigResult.Invalid invalid) {
            return new Refused(
                    invalid.problems(), ConfigurationFiles.of(file, before, invalid.files(), Optional.empty()));
        }
        ConfigResult.Valid valid = (ConfigResult.Valid) read;
        ConfigurationFiles files = ConfigurationFiles.of(file, before, valid.files(), Optional.of(valid.config()));
        LoadResult loaded = MaterialLoader.load(valid.config(), reader.apply(valid.config()));
        return loaded instanceof LoadResult.Complete complete
                ? new Ready(valid.config(), complete.warning(valid.warnings()), files)
                : new Refused(((LoadResult.Flawed) loaded).problems(), files);
    }
}
