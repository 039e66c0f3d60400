package dev.countersign.core.http;

/**
 * Why a head was refused, with the status a viewer gets for it. For a response's head the caller answers 502 whatever
 * this status says; {@link #HEAD_TOO_LARGE} is then CloudFront's {@code OriginHeaderTooBigError}.
 *
 * <p>Sources: RFC 9110, RFC 9112; 414 and 494 from CloudFront's "Request and response behavior for custom origins".
 */
public enum HeadProblem {
    NONE(0, "The head is legal as far as it was read."),
    METHOD(400, "The request's method is not a token followed by one space."),
    TARGET(400, "The request's target contains a character that is not allowed in it, or a broken percent-encoding."),
    TARGET_FORM(400, "The request's target does not have a form that its method allows."),
    TARGET_TOO_LONG(414, "The request's target is too long."),
    VERSION(400, "The HTTP version is not HTTP/1.0 or HTTP/1.1, or is not written that way."),
    VERSION_UNSUPPORTED(505, "The HTTP version's major number is not 1."),
    STATUS_LINE(400, "The status line is not a version, a status from 100 to 599 and a reason."),
    LINE_END(400, "A line does not end in carriage return and line feed."),
    FOLDED_LINE(400, "A line begins with a blank."),
    FIELD_NAME(400, "A field's name is not a token followed by a colon."),
    FIELD_VALUE(400, "A field's value contains a control character."),
    TOO_MANY_FIELDS(494, "The head has too many fields."),
    HEAD_TOO_LARGE(494, "The head is too large."),
    HOST_MISSING(400, "An HTTP/1.1 request has no Host."),
    HOST_REPEATED(400, "The request has more than one Host."),
    HOST_INVALID(400, "The request's Host is not a host with an optional port."),
    HOST_DIFFERS(400, "The request's Host and its target name different hosts."),
    CONTENT_LENGTH(400, "The Content-Length is not one number of at most 18 digits."),
    CONTENT_LENGTH_REPEATED(400, "The head has more than one Content-Length."),
    LENGTH_AND_CODING(400, "The head has both a Content-Length and a Transfer-Encoding."),
    CODING_ON_HTTP_1_0(400, "An HTTP/1.0 head has a Transfer-Encoding."),
    CODING_REPEATED(400, "The head has more than one Transfer-Encoding."),
    CODING_NOT_CHUNKED(400, "The last transfer coding is not chunked."),
    CODING_UNSUPPORTED(501, "A transfer coding beside chunked is not supported."),
    CONNECTION(400, "The head names too many connection options.");

    private final int status;
    private final String sentence;

    HeadProblem(int status, String sentence) {
        this.status = status;
        this.sentence = sentence;
    }

    /** The status of the answer to a viewer; 0 for {@link #NONE}. */
    public int status() {
        return status;
    }

    /** One sentence for the log, without anything the peer sent. */
    public String sentence() {
        return sentence;
    }
}
