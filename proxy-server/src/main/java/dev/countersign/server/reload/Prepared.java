package dev.countersign.server.command;

import dev.countersign.config.ConfigResult;
import dev.countersign.config.Problem;
import dev.countersign.config.ProxyConfig;
import dev.countersign.config.read.ConfigReader;
import dev.countersign.server.material.LoadResult;
import dev.countersign.server.material.MaterialLoader;
import java.nio.file.Path;
import java.util.List;

/** A configuration file with everything it names, or all that is wrong with either. */
sealed interface Prepared {
    record Ready(ProxyConfig config, LoadResult.Complete loaded) implements Prepared {}

    record Refused(List<Problem> problems) implements Prepared {}

    /** Files and ARNs are looked at only once the configuration itself is valid. */
    static Prepared from(Path file) {
        ConfigResult read = ConfigReader.read(file, System.getenv());
        if (read instanceof ConfigResult.Invalid invalid) {
            return new Refused(invalid.problems());
        }
        ConfigResult.Valid valid = (ConfigResult.Valid) read;
        LoadResult loaded = MaterialLoader.load(valid.config());
        return loaded instanceof LoadResult.Complete complete
                ? new Ready(valid.config(), complete.warning(valid.warnings()))
                : new Refused(((LoadResult.Flawed) loaded).problems());
    }
}
