package dev.countersign.core.viewer;

import dev.countersign.core.failure.Failure;
import dev.countersign.core.http.HeadProblem;

/** Which failure an illegal request head is. */
final class HeadFailure {
    private HeadFailure() {}

    static Failure of(HeadProblem problem) {
        return switch (problem) {
            case TARGET_TOO_LONG -> Failure.TARGET_TOO_LONG;
            case HEAD_TOO_LARGE, TOO_MANY_FIELDS -> Failure.HEAD_TOO_LARGE;
            case VERSION_UNSUPPORTED -> Failure.VERSION_NOT_SUPPORTED;
            case CODING_UNSUPPORTED -> Failure.CODING_NOT_SUPPORTED;
            default -> Failure.MALFORMED_REQUEST;
        };
    }
}
