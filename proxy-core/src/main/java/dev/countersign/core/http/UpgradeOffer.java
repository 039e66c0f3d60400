package dev.countersign.core.http;

/** What a viewer offers to switch to (RFC 9110 section 7.8). */
public final class UpgradeOffer {
    private static final String WEBSOCKET = "websocket";

    private UpgradeOffer() {}

    /** Looks at Upgrade alone, whatever Connection says of it: some receivers do. */
    public static boolean isWebSocket(Head request) {
        for (int i = request.first(Field.UPGRADE); i >= 0; i = request.next(Field.UPGRADE, i)) {
            int end = request.valueEnd(i);
            for (int at = request.valueStart(i); at + WEBSOCKET.length() <= end; at++) {
                if (Octets.startsWithIgnoreCase(request.bytes(), at, end, WEBSOCKET)) {
                    return true;
                }
            }
        }
        return false;
    }
}
