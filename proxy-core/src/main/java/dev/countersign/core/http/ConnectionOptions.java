package dev.countersign.core.http;

/** What a head says about its own connection, and which of its fields end there (RFC 9110 section 7.6.1). */
public final class ConnectionOptions {
    /** Each option costs a look at every field, so their number is bounded. */
    private static final int MAX_OPTIONS = 32;

    private ConnectionOptions() {}

    /**
     * Whether {@code option} ({@code close}, {@code keep-alive}, {@code upgrade} ...) is among the connection
     * options, ASCII case aside.
     */
    public static boolean names(Head head, String option) {
        byte[] bytes = head.bytes();
        for (int i = head.first(Field.CONNECTION); i >= 0; i = head.next(Field.CONNECTION, i)) {
            int end = head.valueEnd(i);
            for (int from = head.valueStart(i); from < end; ) {
                int comma = elementEnd(bytes, from, end);
                int start = Octets.skipBlanks(bytes, from, comma);
                if (Octets.equalsIgnoreCase(bytes, start, Octets.trimBlanks(bytes, start, comma), option)) {
                    return true;
                }
                from = comma + 1;
            }
        }
        return false;
    }

    /**
     * Whether the connection may carry another message behind this one, as far as the head tells (RFC 9112 section
     * 9.3): HTTP/1.1 unless {@code close} is named, HTTP/1.0 only if {@code keep-alive} is.
     */
    public static boolean allowAnother(Head head) {
        return !names(head, "close") && (head.minorVersion() > 0 || names(head, "keep-alive"));
    }

    /**
     * Drops every field that is named as a connection option. The fields that say where the message goes and where
     * its body ends are for every recipient and stay, named or not; whoever writes the head deals with them by name.
     */
    public static void dropNominated(Head head) {
        byte[] bytes = head.bytes();
        for (int i = head.first(Field.CONNECTION); i >= 0; i = head.next(Field.CONNECTION, i)) {
            int end = head.valueEnd(i);
            for (int from = head.valueStart(i); from < end; ) {
                int comma = elementEnd(bytes, from, end);
                int start = Octets.skipBlanks(bytes, from, comma);
                dropNamed(head, start, Octets.trimBlanks(bytes, start, comma));
                from = comma + 1;
            }
        }
    }

    static boolean areTooMany(Head head) {
        int count = 0;
        for (int i = head.first(Field.CONNECTION); i >= 0; i = head.next(Field.CONNECTION, i)) {
            count++;
            int end = head.valueEnd(i);
            for (int at = head.valueStart(i); at < end; at++) {
                if (head.bytes()[at] == ',') {
                    count++;
                }
            }
        }
        return count > MAX_OPTIONS;
    }

    private static void dropNamed(Head head, int from, int to) {
        for (int i = 0; i < head.fieldCount(); i++) {
            boolean framesOrRoutes =
                    switch (head.field(i)) {
                        case HOST, CONTENT_LENGTH, TRANSFER_ENCODING -> true;
                        default -> false;
                    };
            if (!framesOrRoutes
                    && Octets.equalsIgnoreCase(head.bytes(), from, to, head.nameStart(i), head.nameEnd(i))) {
                head.drop(i);
            }
        }
    }

    private static int elementEnd(byte[] bytes, int from, int end) {
        int comma = Octets.indexOf(bytes, from, end, ',');
        return comma < 0 ? end : comma;
    }
}
