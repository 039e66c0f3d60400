package dev.countersign.config.cloudfront.write;

import dev.countersign.config.distribution.CustomErrorResponse;
import dev.countersign.config.yaml.Problems;
import dev.countersign.config.yaml.Quantity;
import dev.countersign.config.yaml.YamlNode.Mapping;
import dev.countersign.config.yaml.YamlNode.Scalar;

/** One error page (CloudFront, API Reference, "CustomErrorResponse"). */
final class ErrorResponse {
    private static final String CACHING = "errorCachingMinTTL";

    private final Written written;
    private final Problems problems;

    ErrorResponse(Written written, Problems problems) {
        this.written = written;
        this.problems = problems;
    }

    /** ResponseCode is a string in CloudFront's API. */
    Mapping node(CustomErrorResponse response) {
        Nodes.Members members = new Nodes.Members().add("ErrorCode", Nodes.number(response.errorCode()));
        response.page()
                .ifPresent(page -> members.add("ResponsePagePath", page.path())
                        .add("ResponseCode", Integer.toString(page.responseCode())));
        return members.add("ErrorCachingMinTTL", caching()).mapping();
    }

    /** The record does not keep it, as nothing is cached here; where it is not written, no error is to be remembered there either. */
    private Scalar caching() {
        return written.at(CACHING)
                .flatMap(time -> Quantity.duration(time.text())
                        .map(duration -> Nodes.seconds(duration, time.position(), problems)))
                .orElseGet(() -> Nodes.number(0));
    }
}
