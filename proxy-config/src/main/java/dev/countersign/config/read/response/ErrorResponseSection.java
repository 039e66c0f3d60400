package dev.countersign.config.read.response;

import dev.countersign.config.distribution.CustomErrorResponse;
import dev.countersign.config.distribution.CustomErrorResponse.Page;
import dev.countersign.config.yaml.Distinct;
import dev.countersign.config.yaml.Fields;
import dev.countersign.config.yaml.Value;
import dev.countersign.config.yaml.Wording;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code customErrorResponses[]}: which page a viewer gets instead of which error (CloudFront, "Generate custom error responses"). */
public final class ErrorResponseSection {
    private static final List<Integer> ERROR_CODES = List.of(400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504);
    private static final List<Integer> RESPONSE_CODES =
            List.of(200, 400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504);

    /** CloudFront, "Control how long CloudFront caches errors". */
    private static final Duration LONGEST_CACHING = Duration.ofDays(365);

    private final Distinct codes = new Distinct("an error has one page; remove one of the two");

    private ErrorResponseSection() {}

    /** Each error code once. */
    public static List<CustomErrorResponse> readAll(Fields distribution) {
        ErrorResponseSection section = new ErrorResponseSection();
        return distribution.list("customErrorResponses", section::read).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<CustomErrorResponse> read(Fields fields) {
        Optional<Value> codeValue = fields.required("errorCode", "write the status to replace, as 404");
        Optional<Integer> code = codeValue.flatMap(value -> code(value, ERROR_CODES));
        code.ifPresent(it -> codeValue.ifPresent(value -> codes.claim(String.valueOf(it), value)));
        Optional<Value> pathValue = fields.value("responsePagePath").filter(value -> !value.says(List.of("")));
        Optional<Value> statusValue = fields.value("responseCode").filter(value -> !value.says(List.of("")));
        if (pathValue.isPresent() != statusValue.isPresent()) {
            fields.problem(
                    fields.position(),
                    "names "
                            + (pathValue.isPresent()
                                    ? "responsePagePath without responseCode"
                                    : "responseCode without responsePagePath")
                            + "; a page and its status go together");
        }
        Optional<String> path = pathValue.flatMap(ErrorResponseSection::path);
        Optional<Integer> status = statusValue.flatMap(value -> code(value, RESPONSE_CODES));
        caching(fields);
        Optional<Page> page = path.flatMap(from -> status.map(told -> new Page(from, told)));
        return code.map(it -> new CustomErrorResponse(it, page));
    }

    private static Optional<String> path(Value value) {
        Optional<String> path = value.text();
        if (path.isPresent() && !path.orElseThrow().startsWith("/")) {
            value.problem(Wording.quote(path.orElseThrow()) + " must start with a slash, as /errors/404.html");
            return Optional.empty();
        }
        return path.flatMap(written -> UrlPath.read(value, "/errors/404.html"));
    }

    /** Documents have a warning of their own for all that has no effect. */
    private static void caching(Fields fields) {
        String key = "errorCachingMinTTL";
        fields.value(key)
                .flatMap(value -> value.duration(Duration.ZERO, LONGEST_CACHING))
                .filter(time -> !time.isZero() && !fields.translated())
                .ifPresent(time -> fields.warning(
                        fields.position(key),
                        "has no effect: nothing is cached here, so every error is asked for anew"));
    }

    private static Optional<Integer> code(Value value, List<Integer> codes) {
        return value.choice(codes, String::valueOf);
    }
}
