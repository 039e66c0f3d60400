package dev.countersign.core.destination;

import dev.countersign.config.distribution.ViewerProtocolPolicy;
import dev.countersign.core.http.Method;
import dev.countersign.core.response.ResponseRules;
import dev.countersign.core.selection.RequestSelection;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One behavior of one snapshot.
 *
 * @param selection what of a request its origin gets
 * @param second who is asked where the origin fails; empty without an origin group
 * @param responseRules what becomes of a response; null where it crosses as it comes
 * @param logFragment the facts of the log line that depend on the behavior alone
 */
public record Behavior(
        OriginTarget origin,
        Optional<SecondMember> second,
        Set<Method> allowedMethods,
        ViewerProtocolPolicy viewerProtocolPolicy,
        RequestSelection selection,
        @Nullable ResponseRules responseRules,
        byte[] logFragment) {}
