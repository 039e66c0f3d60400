package dev.countersign.config.value;

import dev.countersign.config.Located;
import dev.countersign.config.yaml.Value;
import dev.countersign.config.yaml.Wording;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** ARNs of client certificates: the Certificate Manager API's pattern, and the one region CloudFront reads from. */
public final class CertificateArn {
    private static final Pattern ARN =
            Pattern.compile("arn:[\\w+=/,.@-]+:acm:([\\w+=/,.@-]*):[0-9]+:[\\w+=,.@-]+(/[\\w+=,.@-]+)*");
    private static final int SHORTEST = 20;
    private static final int LONGEST = 2048;
    private static final String REGION = "us-east-1";
    private static final String EXAMPLE = "arn:aws:acm:us-east-1:123456789012:certificate/NAME";

    private CertificateArn() {}

    public static Optional<Located<String>> read(Value value) {
        Optional<String> arn = value.text();
        Optional<String> complaint = arn.flatMap(CertificateArn::complaint);
        complaint.ifPresent(it -> value.problem(Wording.quote(arn.orElse("")) + " " + it));
        return complaint.isPresent() ? Optional.empty() : arn.map(it -> new Located<>(it, value.position()));
    }

    private static Optional<String> complaint(String arn) {
        Matcher matcher = ARN.matcher(arn);
        if (arn.length() < SHORTEST || arn.length() > LONGEST || !matcher.matches()) {
            return Optional.of("is not a certificate's ARN; write it as " + EXAMPLE);
        }
        String region = matcher.group(1);
        return region.equals(REGION)
                ? Optional.empty()
                : Optional.of("is in region " + Wording.quote(region) + "; client certificates live in " + REGION);
    }
}
