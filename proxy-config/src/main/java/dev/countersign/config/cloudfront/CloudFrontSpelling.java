package dev.countersign.config.cloudfront;

import dev.countersign.config.cloudfront.Member.Use;
import dev.countersign.config.cloudfront.Shape.Listing;
import dev.countersign.config.cloudfront.Shape.Structure;
import dev.countersign.config.yaml.Spelling;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** CloudFront's names of the hand-written keys. */
public final class CloudFrontSpelling implements Spelling {
    public static final Spelling INSTANCE = new CloudFrontSpelling();

    /** A key of more than one word: those of one word are words of sentences, too. */
    private static final Pattern KEY = Pattern.compile("\\b[a-z0-9]+(?:[A-Z][A-Za-z0-9]*)\\b");

    private final Map<String, String> members = new HashMap<>();

    private CloudFrontSpelling() {
        collect(Model.DISTRIBUTION);
        members.put("originRequestPolicy", "OriginRequestPolicyId");
    }

    private void collect(Shape shape) {
        if (shape instanceof Structure structure) {
            collect(structure.members());
        } else if (shape instanceof Listing listing) {
            collect(listing.item());
        }
    }

    private void collect(List<Member> rows) {
        for (Member member : rows) {
            if (member.use() instanceof Use.As as) {
                members.put(as.key(), member.name());
                collect(member.shape());
            }
        }
    }

    @Override
    public String key(String key) {
        return members.getOrDefault(key, key.substring(0, 1).toUpperCase(Locale.ROOT) + key.substring(1));
    }

    @Override
    public String sentence(String sentence) {
        Matcher matcher = KEY.matcher(sentence);
        return matcher.replaceAll(key -> Matcher.quoteReplacement(members.getOrDefault(key.group(), key.group())));
    }
}
