package dev.countersign.config.read.distribution;

import dev.countersign.config.Defaults;
import dev.countersign.config.Position;
import dev.countersign.config.distribution.CustomOriginConfig;
import dev.countersign.config.distribution.OriginConfig;
import dev.countersign.config.distribution.OriginKind;
import dev.countersign.config.plan.PlanFeature;
import dev.countersign.config.value.HostName;
import dev.countersign.config.value.Identifier;
import dev.countersign.config.value.IpLiteral;
import dev.countersign.config.yaml.Distinct;
import dev.countersign.config.yaml.Fields;
import dev.countersign.config.yaml.Quantity;
import dev.countersign.config.yaml.Value;
import dev.countersign.config.yaml.Wording;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code origins[]}: the ranges are CloudFront's, "Origin settings". */
final class OriginSection {
    private static final Duration SHORTEST_CONNECT = Duration.ofSeconds(1);
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);
    private static final Duration SHORTEST_AGE = Duration.ofSeconds(1);
    private static final Duration LONGEST_AGE = Duration.ofDays(30);
    private static final Duration SHORTEST_COMPLETION = Duration.ofSeconds(1);
    private static final Duration LONGEST_COMPLETION = Duration.ofDays(1);
    private static final int MOST_ATTEMPTS = 3;

    /** Visible ASCII without what would end the path; the last character is no slash. */
    private static final Pattern PATH = Pattern.compile("/(?:[!-~&&[^?#]]{0,253}[!-~&&[^?#/]])");

    private final EdgeDemands edge;
    private final PlanGate plan;
    private final Distinct distinct;
    private final List<String> ids;
    private final Map<String, MtlsOrigin> mtls;

    OriginSection(EdgeDemands edge, PlanGate plan, Distinct distinct, List<String> ids, Map<String, MtlsOrigin> mtls) {
        this.edge = edge;
        this.plan = plan;
        this.distinct = distinct;
        this.ids = ids;
        this.mtls = mtls;
    }

    OriginConfig read(Fields fields) {
        fields.explain("originMtlsConfig", OriginKindSection.misplaced(fields));
        fields.explain(
                "OriginMtlsConfig", "is written originMtlsConfig and belongs inside customOriginConfig; move it there");
        String id = fields.required("id", "name the origin, as partner-a")
                .flatMap(this::id)
                .orElse("");
        fields.peek("customOriginConfig", "originMtlsConfig").ifPresent(it -> mtls(fields, id, it.position()));
        OriginKind kind = new OriginKindSection(plan).read(fields);
        CustomOriginConfig custom = customOrigin(fields);
        return new OriginConfig(
                id,
                fields.required("domainName", "write the origin's host name")
                        .flatMap(HostName::orAddress)
                        .orElse(""),
                fields.value("address").flatMap(OriginSection::address),
                fields.value("originPath").flatMap(OriginSection::path).orElse(Defaults.ORIGIN_PATH),
                fields.integer("connectionAttempts", 1, MOST_ATTEMPTS, Defaults.CONNECTION_ATTEMPTS),
                fields.duration("connectionTimeout", SHORTEST_CONNECT, LONGEST_CONNECT, Defaults.CONNECTION_TIMEOUT),
                fields.valueUnlessNone("connectionMaxAge").flatMap(value -> value.duration(SHORTEST_AGE, LONGEST_AGE)),
                completionTimeout(fields, kind, custom),
                fields.value("customHeaders").map(CustomHeaderSection::read).orElseGet(List::of),
                kind,
                custom);
    }

    private void mtls(Fields fields, String id, Position place) {
        mtls.put(id, new MtlsOrigin(id, place));
        plan.uses(PlanFeature.ORIGIN_MTLS, place);
        edge.embedded()
                .ifPresent(embedded -> fields.problem(
                        place,
                        "cannot be combined with edge.embedded on " + embedded.lineFor(place)
                                + ": an embedded point of presence serves no origin with a client certificate; remove one"
                                + " of the two"));
    }

    private Optional<String> id(Value value) {
        Optional<String> id = Identifier.read(value);
        id.ifPresent(it -> {
            distinct.claim(it, value);
            ids.add(it);
        });
        return id;
    }

    private static Optional<InetAddress> address(Value value) {
        return value.text().flatMap(text -> {
            Optional<InetAddress> address = IpLiteral.parse(text);
            if (address.isEmpty()) {
                value.problem(Wording.quote(text) + " is not an IP address; write one as 192.0.2.1 or 2001:db8::1,"
                        + " or remove the key to resolve domainName");
            }
            return address;
        });
    }

    private static Optional<String> path(Value value) {
        return value.text().filter(path -> {
            boolean good = path.isEmpty() || PATH.matcher(path).matches();
            if (!good) {
                value.problem(Wording.quote(path) + " must start with / and not end with it, without ?, #, spaces and"
                        + " non-ASCII characters, in at most 255 characters; write it as /base, percent-encoded");
            }
            return good;
        });
    }

    /** Shorter than the read timeout, it would be the read timeout. */
    private static Optional<Duration> completionTimeout(Fields fields, OriginKind kind, CustomOriginConfig custom) {
        Duration read = custom.originReadTimeout();
        return fields.valueUnlessNone("responseCompletionTimeout")
                .flatMap(value -> value.duration(SHORTEST_COMPLETION, LONGEST_COMPLETION)
                        .filter(completion -> {
                            boolean good = kind != OriginKind.CUSTOM || completion.compareTo(read) >= 0;
                            if (!good) {
                                value.problem("is shorter than originReadTimeout, which is " + Quantity.text(read)
                                        + "; raise this, or lower that");
                            }
                            return good;
                        }));
    }

    private static CustomOriginConfig customOrigin(Fields fields) {
        boolean otherKind = fields.has(OriginKind.S3.key()) || fields.has(OriginKind.VPC.key());
        Optional<Value> value = otherKind
                ? fields.value("customOriginConfig")
                : fields.required("customOriginConfig", "write {originProtocolPolicy: https-only}");
        return value.flatMap(it -> it.mapping(CustomOriginSection::read))
                .orElseGet(() -> CustomOriginSection.unreadable(fields.position()));
    }
}
