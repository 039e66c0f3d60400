package dev.countersign.config.read.distribution;

import dev.countersign.config.yaml.Distinct;
import dev.countersign.config.yaml.Fields;
import dev.countersign.config.yaml.Wording;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code lambdaFunctionAssociations} and {@code functionAssociations} of one behavior: nothing is executed here, so each is
 * reported, or refused where it cannot be combined with the origin's client certificate.
 */
final class FunctionSection {
    private static final List<String> VIEWER_EVENTS = List.of("viewer-request", "viewer-response");
    private static final List<String> EVENTS =
            List.of("viewer-request", "origin-request", "origin-response", "viewer-response");

    private static final Pattern LAMBDA =
            Pattern.compile("arn:[a-z-]+:lambda:us-east-1:[0-9]{12}:function:[A-Za-z0-9_-]+:[0-9]+");
    private static final Pattern FUNCTION =
            Pattern.compile("arn:[a-z-]+:cloudfront::[0-9]{12}:function/[A-Za-z0-9_-]+");

    private final Optional<MtlsOrigin> target;
    private final Distinct events = new Distinct("an event takes one function; remove one of the two");

    private FunctionSection(Optional<MtlsOrigin> target) {
        this.target = target;
    }

    /** {@code target}: where the behavior's requests go, if it has a client certificate. */
    static void read(Fields behavior, Optional<MtlsOrigin> target) {
        behavior.list("lambdaFunctionAssociations", new FunctionSection(target)::lambda);
        behavior.list("functionAssociations", new FunctionSection(target)::function);
    }

    private String lambda(Fields fields) {
        fields.explain("lambdaFunctionARN", "is spelled lambdaFunctionArn; rename it");
        arn(
                fields,
                "lambdaFunctionArn",
                LAMBDA,
                "arn:aws:lambda:us-east-1:123456789012:function:NAME:1, with a version");
        fields.bool("includeBody", false);
        return event(fields, EVENTS);
    }

    private String function(Fields fields) {
        fields.explain("functionARN", "is spelled functionArn; rename it");
        arn(fields, "functionArn", FUNCTION, "arn:aws:cloudfront::123456789012:function/NAME");
        return event(fields, VIEWER_EVENTS);
    }

    private static void arn(Fields fields, String key, Pattern pattern, String example) {
        fields.required(key, "write the function's ARN, as " + example)
                .ifPresent(value -> value.text()
                        .filter(arn -> !pattern.matcher(arn).matches())
                        .ifPresent(arn -> value.problem(
                                Wording.quote(arn) + " is no ARN of such a function; write it as " + example)));
    }

    private String event(Fields fields, List<String> allowed) {
        return fields.required("eventType", "write one of " + String.join(", ", allowed))
                .flatMap(value -> value.choice(allowed, name -> name).map(name -> {
                    events.claim(name, value);
                    if (target.isPresent() && !VIEWER_EVENTS.contains(name)) {
                        value.problem(target.orElseThrow().excludes());
                    } else {
                        fields.warning(
                                fields.position(), "is not executed here: requests and responses pass unchanged by it");
                    }
                    return name;
                }))
                .orElse("");
    }
}
