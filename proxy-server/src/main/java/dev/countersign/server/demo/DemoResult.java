package dev.countersign.server.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What came of one request of the demo.
 *
 * @param mtls the log line's {@code origin.mtls.*} members, without that prefix
 * @param wanted the certificate the origin should have seen, if any
 */
record DemoResult(DemoRequest request, int status, Sighting seen, Map<String, String> mtls, Sighting wanted) {
    private static final Pattern MEMBER = Pattern.compile("\"origin\\.mtls\\.([a-z_]+)\":(?:\"([^\"]*)\"|([^,}]*))");

    /** Values in the demo hold no escapes. */
    static Map<String, String> mtlsMembers(String line) {
        Map<String, String> members = new LinkedHashMap<>();
        Matcher member = MEMBER.matcher(line);
        while (member.find()) {
            members.put(member.group(1), member.group(2) == null ? member.group(3) : member.group(2));
        }
        return members;
    }

    String outcome() {
        return mtls.getOrDefault("outcome", "no log line");
    }

    /** What is not as it should be; empty when all is. */
    List<String> surprises() {
        List<String> surprises = new ArrayList<>();
        compare(surprises, "status", request.status(), status);
        compare(surprises, "the origin saw", wanted, seen);
        compare(surprises, "presented", Boolean.toString(request.presented()), mtls.getOrDefault("presented", "?"));
        if (!outcome().startsWith(request.outcome())) {
            compare(surprises, "outcome", request.outcome(), outcome());
        }
        if (seen instanceof Sighting.Certificate certificate) {
            compare(surprises, "serial", certificate.serial(), mtls.getOrDefault("serial", "?"));
        }
        return surprises;
    }

    private void compare(List<String> surprises, String what, Object wanted, Object found) {
        if (!wanted.equals(found)) {
            surprises.add(request.path() + ": " + what + " " + found + ", expected " + wanted);
        }
    }
}
