package dev.countersign.core.proxy;

import dev.countersign.testkit.wire.ScriptedOrigin;
import java.nio.file.Path;

/**
 * A configuration of one plain listener and one catch-all distribution {@code d} whose one origin is {@code o}. What a
 * test adds is YAML in flow style, each piece the inside of one mapping.
 */
public record OneOrigin(
        String listener, String limits, String distribution, String origin, String custom, String behavior) {

    /** Over plain HTTP, on that port of 127.0.0.1. */
    public static OneOrigin plain(int port) {
        return new OneOrigin(
                "bind: \"127.0.0.1:0\"", "", "", "", "httpPort: " + port + ", originProtocolPolicy: http-only", "");
    }

    public static OneOrigin plain(ScriptedOrigin origin) {
        return plain(origin.port());
    }

    /** Over TLS, its certificate vouched for by {@code trust}. */
    public static OneOrigin tls(ScriptedOrigin origin, Path trust) {
        return plain(0).withCustom("httpsPort: %d, originProtocolPolicy: https-only, trust: {caBundle: \"%s\"}"
                .formatted(origin.port(), trust));
    }

    public OneOrigin withListener(String members) {
        return new OneOrigin(members, limits, distribution, origin, custom, behavior);
    }

    public OneOrigin withLimits(String members) {
        return new OneOrigin(listener, members, distribution, origin, custom, behavior);
    }

    public OneOrigin withDistribution(String members) {
        return new OneOrigin(listener, limits, ", " + members, origin, custom, behavior);
    }

    public OneOrigin withOrigin(String members) {
        return new OneOrigin(listener, limits, distribution, ", " + members, custom, behavior);
    }

    /** Instead of what was said of the custom origin. */
    public OneOrigin withCustom(String members) {
        return new OneOrigin(listener, limits, distribution, origin, members, behavior);
    }

    /** Beside what was said of the custom origin. */
    public OneOrigin andCustom(String members) {
        return withCustom(custom + ", " + members);
    }

    public OneOrigin withBehavior(String members) {
        return new OneOrigin(listener, limits, distribution, origin, custom, ", " + members);
    }

    /** One event loop, so that every exchange meets the same pool. */
    public String yaml() {
        return """
                listeners: [{%s}]
                runtime: {eventLoops: 1}
                %s
                distributions:
                  - {id: d%s, origins: [{id: o, domainName: origin.test, address: 127.0.0.1%s,
                      customOriginConfig: {%s}}],
                    defaultCacheBehavior: {targetOriginId: o%s}}
                """.formatted(
                listener, limits.isEmpty() ? "" : "limits: {" + limits + "}", distribution, origin, custom, behavior);
    }

    /** The data plane, running. */
    public RunningProxy start(Path directory) {
        return RunningProxy.start(directory, yaml());
    }
}
