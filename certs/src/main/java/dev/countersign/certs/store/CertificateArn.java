package dev.countersign.certs.store;

import dev.countersign.certs.Loaded;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a certificate in the store, as ACM writes it: {@code arn:PARTITION:acm:REGION:ACCOUNT:certificate/ID}.
 *
 * @param value the whole ARN
 * @param id what follows {@code certificate/}; also the folder's name, so never a path
 */
public record CertificateArn(String value, String id) {
    private static final int SHORTEST = 20; // ACM API, type Arn
    private static final int LONGEST = 2048;
    private static final Pattern FORM =
            Pattern.compile("arn:[\\w+=/,.@-]+:acm:[\\w+=/,.@-]*:[0-9]+:certificate/([\\w+=,@-][\\w+=,.@-]*)");

    /**
     * Reads an ARN. The id need not be a UUID, but may not begin with a dot: such folders are never certificates. Nor may
     * it contain a slash.
     */
    public static Loaded<CertificateArn> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (text.length() < SHORTEST || text.length() > LONGEST || !form.matches()) {
            return new Loaded.Unusable<>(List.of("not the ARN of a certificate in a certificate store:"
                    + " write arn:aws:acm:us-east-1:ACCOUNT:certificate/ID"));
        }
        return new Loaded.Usable<>(new CertificateArn(text, form.group(1)), List.of());
    }

    /** Such as {@code us-east-1}; empty where it names none. */
    public String region() {
        return part(3);
    }

    /** Digits. */
    public String account() {
        return part(4);
    }

    private String part(int index) {
        return value.split(":", -1)[index];
    }

    @Override
    public String toString() {
        return value;
    }
}
