package dev.countersign.server.demo;

import java.util.List;

/**
 * One request of the demo and what should come of it.
 *
 * @param origin its id, and the first segment of the path
 * @param outcome the start of {@code origin.mtls.outcome}
 */
record DemoRequest(String origin, boolean asks, int status, boolean presented, String outcome) {
    static final DemoRequest PARTNER_A = new DemoRequest("partner-a", true, 200, true, "accepted");
    static final DemoRequest PARTNER_B = new DemoRequest("partner-b", true, 200, true, "accepted");
    static final DemoRequest OPEN = new DemoRequest("open", false, 200, false, "not_requested");

    /** Which alert it is depends on the origin's TLS library. */
    static final DemoRequest STRANGER = new DemoRequest("stranger", true, 502, true, "rejected_");

    static final List<DemoRequest> ALL = List.of(PARTNER_A, PARTNER_B, OPEN, STRANGER);

    String path() {
        return "/" + origin;
    }
}
