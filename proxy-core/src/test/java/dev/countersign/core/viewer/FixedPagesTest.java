package dev.countersign.core.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.failure.Failure;
import dev.countersign.core.failure.Side;
import dev.countersign.core.http.ByteWriter;
import dev.countersign.core.snapshot.EdgeLines;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class FixedPagesTest {
    private static final byte[] NONE = {};
    private static final EdgeLines EDGE = new EdgeLines("edge-name", NONE, NONE, NONE, NONE, NONE, NONE, NONE);

    static Stream<Failure> told() {
        return Arrays.stream(Failure.values()).filter(failure -> failure.status() > 0);
    }

    @ParameterizedTest
    @MethodSource("told")
    void everyPageSaysItsStatusInWordsAndWhoMadeIt(Failure failure) {
        String body = new String(FixedPages.body(failure.status(), failure.sentence(), EDGE), StandardCharsets.UTF_8);
        assertThat(body)
                .contains("<h1>" + failure.status() + " ")
                .contains(failure.sentence())
                .contains("edge-name")
                .doesNotContain("<h1>" + failure.status() + " Error</h1>");
        ByteWriter head = new ByteWriter(256);
        FixedPages.head(failure.status(), body.length(), head);
        assertThat(new String(head.array(), 0, head.length(), StandardCharsets.US_ASCII))
                .startsWith("HTTP/1.1 " + failure.status() + " ")
                .contains("Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n");
    }

    @Test
    void viewersCannotTellFailuresTowardsTheOriginApart() {
        Map<Integer, String> pages = new HashMap<>();
        for (Failure failure : Failure.values()) {
            boolean told = failure.status() != 0; // the end of an open WebSocket has no page
            if (failure.side() != Side.VIEWER && told) {
                String body =
                        new String(FixedPages.body(failure.status(), failure.sentence(), EDGE), StandardCharsets.UTF_8);
                assertThat(pages.merge(failure.status(), body, (before, now) -> before))
                        .isEqualTo(body);
                assertThat(body).doesNotContainIgnoringCase("certificate").doesNotContainIgnoringCase("TLS");
            }
        }
        assertThat(pages).containsOnlyKeys(502, 503, 504);
    }
}
