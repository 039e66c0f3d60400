package dev.countersign.core.selection;

import dev.countersign.config.policy.OriginRequestPolicy;

/**
 * A behavior's origin request policy, ready to be asked about bytes. Where everything is sent, which is the default, each
 * of the three answers that at once.
 *
 * @param headers of fields other than Host and Cookie
 * @param forwardsHost the origin is asked for the viewer's host, by Host and by server name
 */
public record RequestSelection(Selection headers, Selection cookies, Selection queryStrings, boolean forwardsHost) {
    public static RequestSelection of(OriginRequestPolicy policy) {
        return new RequestSelection(
                Selection.inAnyCaseBut("host", policy.headers()),
                Selection.exact(policy.cookies()),
                Selection.exact(policy.queryStrings()),
                policy.forwardsHost());
    }
}
