package dev.countersign.core.admit;

import dev.countersign.config.distribution.OriginKind;
import dev.countersign.config.distribution.OriginProtocolPolicy;
import dev.countersign.core.destination.Behavior;
import dev.countersign.core.destination.OriginTarget;
import dev.countersign.core.failure.Failure;
import dev.countersign.core.http.Field;
import dev.countersign.core.http.Head;
import dev.countersign.core.http.Method;
import dev.countersign.core.http.Octets;
import dev.countersign.core.http.UpgradeOffer;
import java.util.Optional;

/**
 * May this request go to this behavior's origin? The viewer's protocol first, then methods and their bodies, then whether
 * such origins are served here, then what an mTLS origin cannot carry. (CloudFront, "Cache behavior settings"; "Request and
 * response behavior for custom origins"; "Origin mutual TLS", unsupported features.)
 */
public final class Admission {
    private static final int MOVED_PERMANENTLY = 301;
    private static final int TEMPORARY_REDIRECT = 307;

    private static final String GRPC = "application/grpc";

    private Admission() {}

    /** A {@link Permit}, or what to tell the viewer instead. */
    public sealed interface Answer permits Permit, Refused, Redirected {}

    public record Refused(Failure failure) implements Answer {}

    /** Same URL, over HTTPS. */
    public record Redirected(int status) implements Answer {}

    /** {@code secure}: the viewer came over TLS. */
    public static Answer decide(Head request, Behavior behavior, boolean secure) {
        Method method = request.method();
        if (method == Method.CONNECT || method == Method.TRACE) {
            return new Refused(Failure.METHOD_REFUSED);
        }
        if (!secure) {
            switch (behavior.viewerProtocolPolicy()) {
                case ALLOW_ALL -> {}
                case HTTPS_ONLY -> {
                    return new Refused(Failure.HTTPS_REQUIRED);
                }
                case REDIRECT_TO_HTTPS -> {
                    return redirect(request);
                }
            }
        }
        if (!behavior.allowedMethods().contains(method)) {
            return new Refused(Failure.METHOD_NOT_ALLOWED);
        }
        if (method == Method.GET && request.hasContent()) {
            return new Refused(Failure.GET_WITH_BODY);
        }
        OriginTarget origin = behavior.origin();
        if (origin.config().kind() != OriginKind.CUSTOM) {
            return new Refused(Failure.ORIGIN_NOT_AVAILABLE);
        }
        if (origin.isMtls()) {
            if (UpgradeOffer.isWebSocket(request)) {
                return new Refused(Failure.WEBSOCKET_REFUSED);
            }
            if (isGrpc(request)) {
                return new Refused(Failure.GRPC_REFUSED);
            }
        }
        return permit(request, behavior, spokenToOverTls(origin, secure));
    }

    /** Over TLS a forwarded Host is the server name, too; distributions that forward it have aliases, and it matched one. */
    private static Answer permit(Head request, Behavior behavior, boolean overTls) {
        if (!overTls || !behavior.selection().forwardsHost()) {
            return new Permit(behavior.origin(), overTls, behavior.selection(), "");
        }
        Optional<String> name = ForwardedHost.serverName(request);
        return name.isPresent()
                ? new Permit(behavior.origin(), true, behavior.selection(), name.orElseThrow())
                : new Refused(Failure.UNKNOWN_HOST);
    }

    private static boolean spokenToOverTls(OriginTarget origin, boolean secureViewer) {
        OriginProtocolPolicy policy = origin.config().customOriginConfig().originProtocolPolicy();
        return switch (policy) {
            case HTTP_ONLY -> false;
            case HTTPS_ONLY -> true;
            case MATCH_VIEWER -> secureViewer;
        };
    }

    /** {@code application/grpc}, alone or with a suffix such as {@code +proto}; gRPC-Web is ordinary HTTP. */
    public static boolean isGrpc(Head request) {
        for (int i = request.first(Field.CONTENT_TYPE); i >= 0; i = request.next(Field.CONTENT_TYPE, i)) {
            int start = request.valueStart(i);
            int end = request.valueEnd(i);
            if (Octets.startsWithIgnoreCase(request.bytes(), start, end, GRPC)) {
                int behind = start + GRPC.length();
                if (behind == end || request.bytes()[behind] != '-') {
                    return true;
                }
            }
        }
        return false;
    }

    private static Answer redirect(Head request) {
        boolean asterisk = request.bytes()[request.targetStart()] == '*';
        if (asterisk || request.hostStart() == request.hostEnd()) {
            return new Refused(Failure.HTTPS_REQUIRED); // there is no URL to point to
        }
        if (request.method() == Method.GET || request.method() == Method.HEAD) {
            return new Redirected(MOVED_PERMANENTLY);
        }
        return request.minorVersion() == 0 ? new Refused(Failure.HTTPS_REQUIRED) : new Redirected(TEMPORARY_REDIRECT);
    }
}
