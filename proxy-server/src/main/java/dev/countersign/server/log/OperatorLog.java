package dev.countersign.server.log;

import java.util.function.Consumer;
import org.slf4j.Logger;

/** Sentences for whoever runs the process; from any thread. */
public interface OperatorLog {
    /** Something happened as it should. */
    void info(String sentence);

    /** Something wants looking at. */
    void warn(String sentence);

    /** Into the daemon's own log. */
    static OperatorLog of(Logger logger) {
        return new OperatorLog() {
            @Override
            public void info(String sentence) {
                logger.info(sentence);
            }

            @Override
            public void warn(String sentence) {
                logger.warn(sentence);
            }
        };
    }

    /** For someone who wants to hear of trouble only. */
    static OperatorLog ofWarnings(Consumer<String> warnings) {
        return new OperatorLog() {
            @Override
            public void info(String sentence) {
                // all is well
            }

            @Override
            public void warn(String sentence) {
                warnings.accept(sentence);
            }
        };
    }
}
