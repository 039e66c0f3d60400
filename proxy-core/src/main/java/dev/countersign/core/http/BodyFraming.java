package dev.countersign.core.http;

/** How a message body is delimited (RFC 9112 section 6.3). */
public enum BodyFraming {
    /** No body. */
    NONE,
    /** Content-Length bytes. */
    LENGTH,
    /** Transfer-Encoding: chunked. */
    CHUNKED,
    /** Until the sender closes; responses only. */
    UNTIL_CLOSE;

    /** How the body of a response to a request of that method is delimited (RFC 9112 section 6.3). */
    public static BodyFraming ofResponse(Head response, Method requestMethod) {
        int status = response.status();
        if (requestMethod == Method.HEAD || status < 200 || status == 204 || status == 304) {
            return NONE;
        }
        return response.framing() == NONE ? UNTIL_CLOSE : response.framing();
    }
}
