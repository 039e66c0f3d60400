package dev.countersign.server.admin;

import com.sun.net.httpserver.Headers;
import dev.countersign.server.reload.ReloadResult;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code POST /reload}: who may ask for it, and what the answer is. */
final class ReloadPage {
    /** What browsers say of a request that no page of another origin has caused (Fetch Metadata, section 2.3). */
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    private ReloadPage() {}

    /** Why it is not done; empty when it is to be. The Host has been looked at before. */
    static Optional<Answer> refusal(String method, Headers headers) {
        if (!method.equals("POST")) {
            return Optional.of(Answer.only("POST", "Only POST: reloading changes what is in force.\n"));
        }
        return isSameOrigin(headers)
                ? Optional.empty()
                : Optional.of(Answer.text(403, "Not from a page of another origin.\n"));
    }

    private static boolean isSameOrigin(Headers headers) {
        String site = headers.getFirst("Sec-Fetch-Site");
        String origin = headers.getFirst("Origin");
        return (site == null || OWN_SITES.contains(site.toLowerCase(Locale.ROOT)))
                && (origin == null || isOwn(origin, headers.getFirst("Host")));
    }

    private static boolean isOwn(String origin, @Nullable String host) {
        return host != null && origin.equalsIgnoreCase("http://" + host);
    }

    /** Of a reload that is over; {@code result} is null when there was none. */
    static Answer answer(@Nullable ReloadResult result) {
        if (result == null) {
            return Answer.text(503, "Not now: starting, ending, or too many reloads are waiting.\n");
        }
        return Answer.json(result instanceof ReloadResult.Taken ? 200 : 422, ReloadJson.of(result));
    }
}
