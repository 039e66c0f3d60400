package dev.countersign.core.header;

import dev.countersign.core.http.BodyFraming;
import dev.countersign.core.http.ConnectionOptions;
import dev.countersign.core.http.Head;

/**
 * Which of an origin's response headers cross (CloudFront, "Request and response behavior for custom origins"): all but
 * those of its own connection, and those this edge writes itself.
 */
public final class ResponseHeadPolicy {
    private ResponseHeadPolicy() {}

    /** Marks the lines of {@code head} that do not cross; {@code framing} is how its content came. */
    public static void edit(Head head, BodyFraming framing) {
        ConnectionOptions.dropNominated(head);
        for (int i = 0; i < head.fieldCount(); i++) {
            boolean crosses =
                    switch (head.field(i)) {
                        case CONNECTION,
                                KEEP_ALIVE,
                                PROXY_AUTHENTICATE,
                                PROXY_CONNECTION,
                                TE,
                                TRAILER,
                                TRANSFER_ENCODING,
                                UPGRADE,
                                X_AMZ_CF_ID,
                                X_AMZ_CF_POP,
                                X_CACHE -> false;
                        case CONTENT_LENGTH -> mayTellLength(head, framing);
                        default -> true;
                    };
            if (!crosses) {
                head.drop(i);
            }
        }
    }

    /** Without content it tells of what would have come (RFC 9110 section 8.6), but never with 1xx and 204. */
    private static boolean mayTellLength(Head head, BodyFraming framing) {
        int status = head.status();
        return framing == BodyFraming.LENGTH || (framing == BodyFraming.NONE && status >= 200 && status != 204);
    }
}
