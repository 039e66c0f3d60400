package dev.countersign.config;

import dev.countersign.config.distribution.CertificateRules;
import dev.countersign.config.distribution.IpAddressType;
import dev.countersign.config.distribution.MtlsMode;
import dev.countersign.config.distribution.ViewerProtocolPolicy;
import dev.countersign.config.plan.Plan;
import dev.countersign.config.policy.NameChoice;
import dev.countersign.config.policy.OriginRequestPolicy;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Every default, with its reason. Sizes in bytes. CloudFront's own figures wherever it has one. */
public final class Defaults {
    /** Loopback: health and metrics are open to whoever reaches them. */
    public static final BindAddress ADMIN_BIND = new BindAddress("127.0.0.1", 9901);

    /** Cookies carry sessions; CloudFront's standard log leaves them out unless told otherwise. */
    public static final boolean ACCESS_LOG_INCLUDE_COOKIES = false;

    /** Beside the configuration file. */
    public static final String CERTIFICATE_STORE_DIRECTORY = "certificates";

    /** No account: certificates imported here never were in one. */
    public static final String CERTIFICATE_STORE_ACCOUNT = "000000000000";

    /** A key that everyone may read is nobody's proof. */
    public static final boolean ALLOW_READABLE_KEYS = false;

    /** ACM's first "Certificate Approaching Expiration" event for imported certificates. */
    public static final Duration EXPIRY_WARNING = Duration.ofDays(45);

    /** One per available core. */
    public static final int EVENT_LOOPS = 0;

    public static final Transport TRANSPORT = Transport.AUTO;

    /** As long as container platforms commonly wait between SIGTERM and SIGKILL. */
    public static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(30);

    /** A renewed certificate is of no use before it is presented. */
    public static final boolean WATCH = true;

    /** Fits the file descriptors of a common installation twice over: each exchange may hold two. */
    public static final int VIEWER_CONNECTIONS = 10_000;

    /** CloudFront's limit of a request with its headers and query. */
    public static final int REQUEST_HEAD_BYTES = 32_768;

    /** CloudFront's limit of a URL. */
    public static final int URL_BYTES = 8192;

    /** CloudFront's limit of a request body. */
    public static final long REQUEST_BODY_BYTES = 64L << 30;

    /** CloudFront's limit of an origin's response head. */
    public static final int ORIGIN_RESPONSE_HEAD_BYTES = 32_768;

    /** A head fits a few packets; whoever takes longer holds a connection for nothing. */
    public static final Duration REQUEST_HEAD_TIMEOUT = Duration.ofSeconds(10);

    /** Between two reads: a slow but living upload passes. */
    public static final Duration REQUEST_BODY_TIMEOUT = Duration.ofMinutes(1);

    /** A viewer that does not read for this long holds an origin connection for nothing. */
    public static final Duration VIEWER_WRITE_TIMEOUT = Duration.ofMinutes(1);

    /** Longer than browsers usually need between two clicks, shorter than forgotten connections live. */
    public static final Duration VIEWER_IDLE_TIMEOUT = Duration.ofMinutes(1);

    /** CloudFront's quota of a WebSocket connection without bytes from the origin. */
    public static final Duration WEB_SOCKET_IDLE_TIMEOUT = Duration.ofMinutes(10);

    /** More than one origin server commonly accepts; a runaway is stopped before the descriptors run out. */
    public static final int ORIGIN_CONNECTIONS_PER_ORIGIN = 1024;

    /** Each costs the origin a signature check: a restart must not become an attack on the origin. */
    public static final int ORIGIN_HANDSHAKES_IN_FLIGHT = 64;

    /** As many as may be served: a queue longer than that answers too late anyway. */
    public static final int WAITING_REQUESTS_PER_ORIGIN = 1024;

    /** Each forwarded name needs connections of its own, and viewers choose the names. */
    public static final int SERVER_NAMES_PER_ORIGIN = 64;

    /** Shorter than people wait, long enough that a handshake a second is nothing. */
    public static final Duration FIRST_REJECTION_BACKOFF = Duration.ofSeconds(1);

    /** How long an origin that likes the certificate again may go without being asked. */
    public static final Duration LONGEST_REJECTION_BACKOFF = Duration.ofMinutes(1);

    /** Per event loop: some thousand lines, which a disk that hiccups needs. */
    public static final int ACCESS_LOG_QUEUE = 4 << 20;

    public static final String EDGE_NAME = "countersign";
    public static final String EDGE_LOCATION = "local";

    /** An edge of one's own stands in no access provider's network. */
    public static final boolean EDGE_EMBEDDED = false;

    /** CloudFront names no TLS 1.3 towards origins, and speaks it: TLSv1.2 cannot have been meant to exclude it. */
    public static final boolean TLS13_WITH_TLS12 = true;

    /** RFC 9325 section 3.1.1: 1.2 is the oldest version worth speaking. */
    public static final TlsVersion VIEWER_MINIMUM_VERSION = TlsVersion.TLS_1_2;

    public static final Duration VIEWER_HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

    /** The largest TLS record: real hellos, post-quantum shares included, stay far below. */
    public static final int CLIENT_HELLO_BYTES = 16 << 10;

    public static final boolean DISTRIBUTION_ENABLED = true;

    /** They are of CloudFront's machines, not of this one. */
    public static final boolean CLOUDFRONT_QUOTAS = false;

    /** Gates nothing: whoever wants to be held to a plan names it. */
    public static final Plan PLAN = Plan.PAY_AS_YOU_GO;

    /** CloudFront's table of features leaves Pro out; one sentence of its guide does not. */
    public static final boolean PRO_PLAN_ALLOWS_ORIGIN_MTLS = false;

    /** CloudFront: "Connection attempts". */
    public static final int CONNECTION_ATTEMPTS = 3;

    /** CloudFront: "Connection timeout". */
    public static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(10);

    /** CloudFront: "Origin IP address type". */
    public static final IpAddressType IP_ADDRESS_TYPE = IpAddressType.IPV4;

    public static final String DEFAULT_ROOT_OBJECT = "";
    public static final String ORIGIN_PATH = "";
    public static final int HTTP_PORT = 80;
    public static final int HTTPS_PORT = 443;

    /** Everything that is still safe: RFC 8996 retired the older ones. */
    public static final Set<TlsVersion> ORIGIN_SSL_PROTOCOLS = Set.copyOf(EnumSet.allOf(TlsVersion.class));

    /** What is recorded today can be read once there are quantum computers; an origin that knows no such group picks another. */
    public static final boolean POST_QUANTUM = true;

    /** CloudFront: "Response timeout". */
    public static final Duration ORIGIN_READ_TIMEOUT = Duration.ofSeconds(30);

    /** CloudFront: "Keep-alive timeout". */
    public static final Duration ORIGIN_KEEPALIVE_TIMEOUT = Duration.ofSeconds(5);

    /** CloudFront's behaviour: the certificate is shown to an origin that asks, and one that does not ask is served. */
    public static final MtlsMode MTLS_MODE = MtlsMode.OFFER;

    /** A configuration that runs here is to run there. */
    public static final CertificateRules CERTIFICATE_RULES = CertificateRules.CLOUDFRONT;

    public static final ViewerProtocolPolicy VIEWER_PROTOCOL_POLICY = ViewerProtocolPolicy.ALLOW_ALL;

    /** All that CloudFront forwards: a proxy in front of APIs is the common case. */
    public static final List<String> ALLOWED_METHODS =
            List.of("GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE");

    /**
     * CloudFront's AllViewerExceptHostHeader: whatever an origin is asked, it is asked; but by its own name, for which it has
     * its certificate.
     */
    public static final OriginRequestPolicy ORIGIN_REQUEST_POLICY =
            new OriginRequestPolicy(NameChoice.allExcept("Host"), NameChoice.ALL, NameChoice.ALL);

    private Defaults() {}
}
