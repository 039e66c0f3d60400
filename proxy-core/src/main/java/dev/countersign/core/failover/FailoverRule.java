package dev.countersign.core.failover;

import dev.countersign.core.admit.Admission;
import dev.countersign.core.destination.StatusSet;
import dev.countersign.core.failure.Failure;
import dev.countersign.core.failure.Side;
import dev.countersign.core.http.Head;
import dev.countersign.core.http.UpgradeOffer;

/**
 * Which requests fail over, and on what (CloudFront, "Optimize high availability with CloudFront origin failover").
 *
 * <p>A failure of ours counts as the status a viewer would get for it. CloudFront counts one that it could not connect as
 * 503 besides, whatever the viewer would get, and so does this table:
 *
 * <table>
 * <caption>The criteria under which a failure makes the second member be asked</caption>
 * <tr><td>refused, unreachable</td><td>502, 503</td></tr>
 * <tr><td>no connection in time, or no handshake</td><td>504, 503</td></tr>
 * <tr><td>no answer in time, none complete in time</td><td>504</td></tr>
 * <tr><td>no room among the origin's connections</td><td>503</td></tr>
 * <tr><td>name not resolved; a certificate, ours or the origin's; TLS; closed; not HTTP; S3 and VPC origins</td><td>502</td>
 * </tr>
 * <tr><td>the viewer's doing</td><td>none</td></tr>
 * </table>
 */
final class FailoverRule {
    private static final int COULD_NOT_CONNECT = 503;

    private FailoverRule() {}

    /** GET, HEAD and OPTIONS without a body: nothing of them would have to be sent again but the head. */
    static boolean mayFailOver(Head request) {
        boolean safe =
                switch (request.method()) {
                    case GET, HEAD, OPTIONS -> true;
                    default -> false;
                };
        return safe && !request.hasContent() && !UpgradeOffer.isWebSocket(request) && !Admission.isGrpc(request);
    }

    static boolean isDue(Failure failure, StatusSet criteria) {
        return failure.side() != Side.VIEWER
                && (criteria.contains(failure.status())
                        || (neverConnected(failure) && criteria.contains(COULD_NOT_CONNECT)));
    }

    private static boolean neverConnected(Failure failure) {
        return switch (failure) {
            case ORIGIN_CONNECT_FAILED, ORIGIN_CONNECT_TIMEOUT, ORIGIN_TLS_TIMEOUT -> true;
            default -> false;
        };
    }
}
