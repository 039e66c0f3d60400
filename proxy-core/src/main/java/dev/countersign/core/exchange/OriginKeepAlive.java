package dev.countersign.core.exchange;

import dev.countersign.core.http.BodyFraming;
import dev.countersign.core.http.ConnectionOptions;
import dev.countersign.core.http.Head;

/** Keep the origin connection? Only if both messages ended where their framing says, and nothing came behind. */
final class OriginKeepAlive {
    private OriginKeepAlive() {}

    static boolean mayCarryAnother(Head response, BodyFraming framing, boolean requestComplete, boolean bytesBehind) {
        return requestComplete
                && !bytesBehind
                && framing != BodyFraming.UNTIL_CLOSE
                && ConnectionOptions.allowAnother(response);
    }
}
