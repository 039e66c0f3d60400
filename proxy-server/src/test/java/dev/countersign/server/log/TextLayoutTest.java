package dev.countersign.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TextLayoutTest {
    @Test
    void aLineIsTimeLevelAndMessage() {
        assertThat(line("listening on 127.0.0.1:8080", null))
                .isEqualTo("2026-11-23T00:00:00.007Z WARN listening on 127.0.0.1:8080\n");
    }

    @Test
    void whatAPeerSentCannotForgeALine() {
        assertThat(line("peer said \r\n2026 INFO fine\u001b[2J\u009b", null))
                .isEqualTo("2026-11-23T00:00:00.007Z WARN peer said \\u000d\\u000a2026 INFO fine\\u001b[2J\\u009b\n");
    }

    @Test
    void aStackTraceFollowsItsLine() {
        assertThat(line("broken", new IllegalStateException("why")))
                .startsWith("2026-11-23T00:00:00.007Z WARN broken\njava.lang.IllegalStateException: why\n")
                .endsWith("\n");
    }

    private static String line(String message, @Nullable Throwable thrown) {
        LoggerContext context = new LoggerContext();
        LoggingEvent event =
                new LoggingEvent("", context.getLogger("countersign"), Level.WARN, message, thrown, new Object[0]);
        event.setInstant(Instant.parse("2026-11-23T00:00:00.007Z"));
        return new TextLayout().doLayout(event);
    }
}
