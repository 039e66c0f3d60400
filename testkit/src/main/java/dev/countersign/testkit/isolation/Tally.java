package dev.countersign.testkit.isolation;

/**
 * What a run came to: none of it means much when the others are zero.
 *
 * @param exchanges all of them, each judged
 * @param answered by an origin
 * @param resumed of these, on a resumed session
 * @param pooled of these, on a connection that had carried another before
 * @param withIdentity of these, under a client certificate
 * @param underFallback of these, under the second one
 * @param refused by the proxy or the origin, as they had to be
 * @param heldBack without a handshake, because those before were rejected
 * @param withPostQuantum on connections whose ClientHello offered that
 * @param dropped failed because a connection was dropped
 * @param snapshots that were in force
 */
public record Tally(
        int exchanges,
        int answered,
        int resumed,
        int pooled,
        int withIdentity,
        int underFallback,
        int refused,
        int heldBack,
        int withPostQuantum,
        int dropped,
        long snapshots) {}
