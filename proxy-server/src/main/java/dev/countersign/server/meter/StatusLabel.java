package dev.countersign.server.meter;

/**
 * The values of the label {@code status}: the classes, and by themselves the codes whose rates CloudFront reports
 * ("View CloudFront and edge function metrics"). An origin can answer with any code, and must not be able to make a
 * series of each.
 */
enum StatusLabel {
    /** The viewer left before a response, as {@code sc-status} in CloudFront's standard log. */
    NONE("000"),
    INFORMATIONAL("1xx"),
    SUCCESSFUL("2xx"),
    REDIRECTION("3xx"),
    CLIENT_ERROR("4xx"),
    UNAUTHORIZED("401"),
    FORBIDDEN("403"),
    NOT_FOUND("404"),
    SERVER_ERROR("5xx"),
    BAD_GATEWAY("502"),
    SERVICE_UNAVAILABLE("503"),
    GATEWAY_TIMEOUT("504");

    private final String label;

    StatusLabel(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    static StatusLabel of(int status) {
        return switch (status) {
            case 401 -> UNAUTHORIZED;
            case 403 -> FORBIDDEN;
            case 404 -> NOT_FOUND;
            case 502 -> BAD_GATEWAY;
            case 503 -> SERVICE_UNAVAILABLE;
            case 504 -> GATEWAY_TIMEOUT;
            default ->
                switch (status / 100) {
                    case 1 -> INFORMATIONAL;
                    case 2 -> SUCCESSFUL;
                    case 3 -> REDIRECTION;
                    case 4 -> CLIENT_ERROR;
                    case 5 -> SERVER_ERROR;
                    default -> NONE;
                };
        };
    }
}
