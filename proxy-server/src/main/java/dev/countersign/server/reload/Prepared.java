package dev.countersign.server.reload;

import dev.countersign.config.ConfigResult;
import dev.countersign.config.Problem;
import dev.countersign.config.ProxyConfig;
import dev.countersign.config.read.ConfigReader;
import dev.countersign.server.material.LoadResult;
import dev.countersign.server.material.MaterialLoader;
import dev.countersign.server.material.MaterialReader;
import dev.countersign.server.material.ReferenceReader;
import dev.countersign.server.watch.ContentDigest;
import dev.countersign.server.watch.WatchedPaths;
import java.nio.file.Path;
import java.util.List;
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
        return from(file, ConfigurationFiles.alone(file), config -> new ReferenceReader(config.certificateStore()));
    }

    /**
     * Files and ARNs are looked at only once the configuration itself is valid.
     *
     * @param expected what the configuration was read from last: where it is read from other files now, it is read once
     *     more, so that what they held is known from before they were read
     * @param reader what reads files and ARNs under a valid configuration
     */
    static Prepared from(Path file, WatchedPaths expected, Function<ProxyConfig, MaterialReader> reader) {
        String content = ContentDigest.of(expected);
        ConfigResult read = ConfigReader.read(file, System.getenv());
        ConfigurationFiles files = ConfigurationFiles.of(file, read, content);
        if (!files.configuration().equals(expected)) {
            content = ContentDigest.of(files.configuration());
            read = ConfigReader.read(file, System.getenv());
            files = ConfigurationFiles.of(file, read, content);
        }
        if (read instanceof ConfigResult.Invalid invalid) {
            return new Refused(invalid.problems(), files);
        }
        ConfigResult.Valid valid = (ConfigResult.Valid) read;
        LoadResult loaded = MaterialLoader.load(valid.config(), reader.apply(valid.config()));
        return loaded instanceof LoadResult.Complete complete
                ? new Ready(valid.config(), complete.warning(valid.warnings()), files)
                : new Refused(((LoadResult.Flawed) loaded).problems(), files);
    }
}
