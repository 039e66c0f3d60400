package dev.countersign.testkit.origin;

import java.util.List;

/**
 * What one nginx origin does besides TLS.
 *
 * @param tls certificates, question and versions
 * @param keepAlive whether connections outlive one response
 * @param locations further blocks that say what a path answers, in nginx's own syntax
 */
public record NginxSettings(OriginTls tls, boolean keepAlive, List<String> locations) {

    public NginxSettings {
        locations = List.copyOf(locations);
    }

    public static NginxSettings of(OriginTls tls) {
        return new NginxSettings(tls, true, List.of());
    }

    public NginxSettings withoutKeepAlive() {
        return new NginxSettings(tls, false, locations);
    }

    public NginxSettings withLocations(String... blocks) {
        return new NginxSettings(tls, keepAlive, List.of(blocks));
    }
}
