package dev.countersign.server.admin;

/**
 * What the admin listener says to one request.
 *
 * @param allow methods there are, where the one asked for is none of them; empty otherwise
 */
record Answer(int status, String contentType, String body, String allow) {
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final String TEXT = "text/plain; charset=utf-8";

    static Answer text(int status, String body) {
        return new Answer(status, TEXT, body, "");
    }

    static Answer json(int status, String body) {
        return new Answer(status, "application/json", body, "");
    }

    static Answer only(String allow, String body) {
        return new Answer(METHOD_NOT_ALLOWED, TEXT, body, allow);
    }
}
