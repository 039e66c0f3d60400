package dev.countersign.core.http;

/** Request methods this proxy tells apart (RFC 9110 section 9, RFC 5789). */
public enum Method {
    GET,
    HEAD,
    POST,
    PUT,
    DELETE,
    OPTIONS,
    PATCH,
    CONNECT,
    TRACE,
    OTHER
}
