package dev.countersign.config.read.distribution;

import dev.countersign.config.distribution.OriginKind;
import dev.countersign.config.plan.PlanFeature;
import dev.countersign.config.yaml.Fields;
import dev.countersign.config.yaml.Fields.NamedValue;
import dev.countersign.config.yaml.Value;
import java.util.List;
import java.util.Optional;

/**
 * {@code s3OriginConfig} and {@code vpcOriginConfig}: read to be reported, or refused beside what only a custom origin can
 * have.
 */
final class OriginKindSection {
    private static final List<OriginKind> NOT_SERVED = List.of(OriginKind.S3, OriginKind.VPC);
    private static final String MTLS = "originMtlsConfig";

    private final PlanGate plan;

    OriginKindSection(PlanGate plan) {
        this.plan = plan;
    }

    OriginKind read(Fields origin) {
        List<OriginKind> written =
                NOT_SERVED.stream().filter(kind -> origin.has(kind.key())).toList();
        origin.value(OriginKind.S3.key()).ifPresent(value -> value.mapping(this::s3));
        origin.value(OriginKind.VPC.key()).ifPresent(value -> value.mapping(OriginKindSection::vpc));
        if (written.isEmpty()) {
            return OriginKind.CUSTOM;
        }
        OriginKind kind = written.get(0);
        origin.peek(OriginKind.VPC.key()).ifPresent(vpc -> plan.uses(PlanFeature.VPC_ORIGIN, vpc.position()));
        Optional<NamedValue> mtls = origin.peek(OriginKind.CUSTOM.key(), MTLS);
        if (mtls.isPresent()) {
            mtls.ifPresent(it -> origin.problem(it.position(), beside(origin, kind)));
        } else if (written.size() > 1) {
            origin.problem(origin.position(OriginKind.VPC.key()), oneKind(origin, OriginKind.S3));
        } else if (origin.has(OriginKind.CUSTOM.key())) {
            origin.problem(origin.position(kind.key()), oneKind(origin, OriginKind.CUSTOM));
        } else {
            origin.warning(
                    origin.position(kind.key()),
                    "origins of this kind are not available here; requests to this one are answered 502");
        }
        return kind;
    }

    /** What to do about a client certificate that stands in the origin itself. */
    static String misplaced(Fields origin) {
        return NOT_SERVED.stream()
                .filter(kind -> origin.has(kind.key()) && !origin.has(OriginKind.CUSTOM.key()))
                .findFirst()
                .map(kind -> beside(origin, kind))
                .orElse("belongs inside customOriginConfig; move it there");
    }

    private static String beside(Fields origin, OriginKind kind) {
        return "cannot be combined with " + kind.key() + " on line " + line(origin, kind)
                + ": a client certificate is for a custom origin; remove one of the two";
    }

    private static String oneKind(Fields origin, OriginKind other) {
        return "stands beside " + other.key() + " on line " + line(origin, other)
                + "; an origin is of one kind, so keep one of the two";
    }

    private static int line(Fields origin, OriginKind kind) {
        return origin.position(kind.key()).line();
    }

    private Optional<String> s3(Fields fields) {
        fields.explain(MTLS, "a bucket takes no client certificate; remove it");
        Optional<Value> identity = fields.value("originAccessIdentity");
        Optional<String> name = identity.flatMap(Value::text).filter(text -> !text.isEmpty());
        if (name.isPresent()) {
            plan.uses(PlanFeature.ORIGIN_ACCESS_IDENTITY, identity.orElseThrow().position());
        }
        return name;
    }

    private static Optional<String> vpc(Fields fields) {
        fields.explain(MTLS, "a VPC origin takes no client certificate; remove it");
        Optional<Value> id = fields.required("vpcOriginId", "name the VPC origin, as vo-1");
        Optional<String> name = id.flatMap(Value::text);
        if (name.filter(String::isBlank).isPresent()) {
            id.ifPresent(value -> value.problem("is empty; name the VPC origin, as vo-1"));
        }
        return name;
    }
}
