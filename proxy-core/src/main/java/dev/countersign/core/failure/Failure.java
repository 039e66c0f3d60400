package dev.countersign.core.failure;

import java.util.Locale;

/**
 * Every way an exchange fails: whose side, which status, which words in the log. The one place where a failure becomes
 * a status; docs/failures.md explains each row to the operator. Detailed result types are CloudFront's, "Standard
 * logging reference"; statuses follow its HTTP 4xx and 5xx pages.
 */
public enum Failure {
    MALFORMED_REQUEST(Side.VIEWER, 400, "InvalidRequest", "The request is not well-formed HTTP."),
    REQUEST_TIMEOUT(Side.VIEWER, 408, "ClientCommError", "The request did not arrive in time."),
    BODY_TOO_LARGE(Side.VIEWER, 413, "InvalidRequest", "The request body is larger than this edge accepts."),
    TARGET_TOO_LONG(Side.VIEWER, 414, "InvalidRequest", "The URL is longer than this edge accepts."),
    HEAD_TOO_LARGE(Side.VIEWER, 494, "InvalidRequestHeader", "The request head is larger than this edge accepts."),
    VERSION_NOT_SUPPORTED(Side.VIEWER, 505, "InvalidRequest", "This edge speaks HTTP/1.0 and HTTP/1.1 here."),
    CODING_NOT_SUPPORTED(Side.VIEWER, 501, "InvalidRequest", "Only the chunked transfer coding is supported."),
    UNKNOWN_HOST(Side.VIEWER, 403, "InvalidRequest", "No distribution answers this host."),
    DISTRIBUTION_DISABLED(Side.VIEWER, 403, "InvalidRequest", "The distribution is disabled."),
    METHOD_REFUSED(Side.VIEWER, 403, "InvalidRequestMethod", "CONNECT and TRACE are refused."),
    METHOD_NOT_ALLOWED(Side.VIEWER, 403, "InvalidRequestMethod", "The method is not allowed here."),
    GET_WITH_BODY(Side.VIEWER, 403, "InvalidRequest", "A GET request must not have a body here."),
    HTTPS_REQUIRED(Side.VIEWER, 403, "InvalidRequest", "This resource is served over HTTPS only."),
    WEBSOCKET_REFUSED(
            Side.VIEWER,
            403,
            "InvalidRequest",
            "WebSocket is not available on an origin that uses a client certificate."),
    WEBSOCKET_MALFORMED(
            Side.VIEWER,
            400,
            "InvalidRequest",
            "A WebSocket request needs one Sec-WebSocket-Key of 16 bytes and one Sec-WebSocket-Version."),
    GRPC_REFUSED(
            Side.VIEWER, 403, "InvalidRequest", "gRPC is not available on an origin that uses a client certificate."),
    VIEWER_LEFT(Side.VIEWER, 0, "ClientHungUpRequest", ""),
    VIEWER_SLOW(Side.VIEWER, 0, "SlowReaderOriginError", ""),
    WEBSOCKET_IDLE(Side.ORIGIN, 0, "Miss", "No byte came from the origin for limits.webSocketIdleTimeout."),
    WEBSOCKET_RETIRED(Side.EDGE, 0, "Miss", "What the connection to the origin was made with is no longer configured."),

    ORIGIN_NOT_AVAILABLE(Side.EDGE, 502, "OriginConnectError", "S3 and VPC origins are not available here."),
    ORIGIN_BUSY(Side.EDGE, 503, "CapacityExceeded", "The origin is at its limit of connections."),

    ORIGIN_DNS_FAILED(Side.ORIGIN, 502, "OriginDnsError", "The origin's name could not be resolved."),
    ORIGIN_CONNECT_FAILED(Side.ORIGIN, 502, "OriginConnectError", "The origin could not be reached."),
    ORIGIN_CONNECT_TIMEOUT(Side.ORIGIN, 504, "OriginCommError", "The origin did not answer in time."),
    ORIGIN_TLS_FAILED(Side.ORIGIN, 502, "OriginConnectError", "No secure connection to the origin."),
    ORIGIN_TLS_TIMEOUT(Side.ORIGIN, 504, "OriginCommError", "The origin did not answer in time."),
    ORIGIN_CERTIFICATE_REFUSED(Side.ORIGIN, 502, "OriginConnectError", "No secure connection to the origin."),
    CLIENT_CERTIFICATE_REJECTED(Side.ORIGIN, 502, "OriginConnectError", "No secure connection to the origin."),
    CLIENT_CERTIFICATE_MISSING(Side.EDGE, 502, "OriginConnectError", "No secure connection to the origin."),
    CLIENT_CERTIFICATE_NOT_REQUESTED(Side.ORIGIN, 502, "OriginConnectError", "No secure connection to the origin."),
    ORIGIN_CLOSED(Side.ORIGIN, 502, "OriginReadError", "The origin closed the connection."),
    ORIGIN_READ_TIMEOUT(Side.ORIGIN, 504, "OriginCommError", "The origin did not answer in time."),
    ORIGIN_WRITE_FAILED(Side.ORIGIN, 502, "OriginWriteError", "The origin did not take the request."),
    ORIGIN_INVALID_RESPONSE(
            Side.ORIGIN, 502, "OriginInvalidResponseError", "The origin's answer is not well-formed HTTP."),
    ORIGIN_HEAD_TOO_LARGE(Side.ORIGIN, 502, "OriginHeaderTooBigError", "The origin's answer has too large a head.");

    private final Side side;
    private final int status;
    private final String label = name().toLowerCase(Locale.ROOT);
    private final String detailedResultType;
    private final String sentence;

    Failure(Side side, int status, String detailedResultType, String sentence) {
        this.side = side;
        this.status = status;
        this.detailedResultType = detailedResultType;
        this.sentence = sentence;
    }

    public Side side() {
        return side;
    }

    /** The viewer's status; 0 where nobody is left to tell. */
    public int status() {
        return status;
    }

    /** {@code error.type} in the log and in meters. */
    public String label() {
        return label;
    }

    /** {@code x-edge-detailed-result-type}. */
    public String detailedResultType() {
        return detailedResultType;
    }

    /** {@code x-edge-result-type}. */
    public String resultType() {
        return this == ORIGIN_BUSY ? "CapacityExceeded" : "Error";
    }

    /**
     * What the viewer is told. Failures on the way to an origin share one page per status: their reasons are the
     * operator's, in the log.
     */
    public String sentence() {
        return switch (status) {
            case 502 -> "The origin could not be reached, or did not answer as expected.";
            case 503 -> "The service is busy. Try again later.";
            case 504 -> "The origin did not answer in time.";
            default -> sentence;
        };
    }

    /** The request asks for a protocol that an origin with a client certificate does not carry. */
    public boolean isProtocolRefusal() {
        return this == WEBSOCKET_REFUSED || this == GRPC_REFUSED;
    }

    /** What the log says beside the label. */
    public String detail() {
        return sentence;
    }
}
