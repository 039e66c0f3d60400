package dev.countersign.core.response;

import dev.countersign.config.policy.ResponseHeadersPolicy;
import dev.countersign.config.policy.ResponseHeadersPolicy.Added;
import dev.countersign.core.http.ByteWriter;
import dev.countersign.core.http.Field;
import dev.countersign.core.http.Head;
import dev.countersign.core.selection.NameSet;
import dev.countersign.core.selection.RequestSelection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A behavior's response headers policy, and what its origin request policy means for responses, ready to be applied to bytes
 * (CloudFront, "Understand response headers policies"; "Request and response behavior for custom origins"). What is to be
 * removed goes first.
 */
public final class ResponseRules {
    private static final String SERVER = "Server";

    private final NameSet removed;
    private final boolean cookiesCross;
    private final @Nullable VaryRule vary;
    private final AddedHeaders added;
    private final @Nullable CorsRule cors;

    private ResponseRules(RequestSelection selection, ResponseHeadersPolicy policy, List<Added> added) {
        this.removed = NameSet.inAnyCase(List.copyOf(policy.removed()));
        this.cookiesCross = !selection.cookies().selectsNone();
        this.vary = selection.headers().selectsAll() ? null : new VaryRule(selection);
        this.added = new AddedHeaders(added);
        this.cors = policy.cors().map(CorsRule::new).orElse(null);
    }

    /**
     * The rules; null where responses cross as they come.
     *
     * @param edgeName what a removed Server is replaced by, as in CloudFront
     */
    public static @Nullable ResponseRules of(
            RequestSelection selection, Optional<ResponseHeadersPolicy> policy, String edgeName) {
        boolean everythingIsSent =
                selection.headers().selectsAll() && !selection.cookies().selectsNone();
        if (policy.isEmpty() && everythingIsSent) {
            return null;
        }
        ResponseHeadersPolicy changes =
                policy.orElseGet(() -> new ResponseHeadersPolicy(List.of(), Set.of(), Optional.empty()));
        List<Added> added = new ArrayList<>(changes.added());
        boolean serverIsRemoved = changes.removed().stream().anyMatch(SERVER::equalsIgnoreCase);
        if (serverIsRemoved && added.stream().noneMatch(header -> header.name().equalsIgnoreCase(SERVER))) {
            added.add(new Added(SERVER, edgeName, true));
        }
        return new ResponseRules(selection, changes, added);
    }

    /** Edits the head of a response to {@code request}: marks lines as dropped, and adds others. */
    public void apply(Head response, Head request) {
        for (int i = 0; i < response.fieldCount(); i++) {
            boolean ends = !cookiesCross && response.field(i) == Field.SET_COOKIE;
            if (ends || removed.contains(response.bytes(), response.nameStart(i), response.nameEnd(i))) {
                response.drop(i);
            }
        }
        ByteWriter lines = response.added();
        if (vary != null) {
            vary.apply(response, request.method(), lines);
        }
        added.apply(response, lines);
        if (cors != null) {
            cors.apply(response, request, lines);
        }
    }

    /** Writes the lines that a page of this edge's own gets in answer to {@code request}. */
    public void writeForPage(Head request, ByteWriter out) {
        added.writeForPage(out);
        if (cors != null) {
            cors.write(null, request, out);
        }
    }
}
