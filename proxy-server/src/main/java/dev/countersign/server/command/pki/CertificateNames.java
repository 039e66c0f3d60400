package dev.countersign.server.command.pki;

import dev.countersign.config.value.IpLiteral;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** For whom a certificate may be issued here, and what its files are called. */
final class CertificateNames {
    /** RFC 5280 appendix A: ub-common-name. */
    private static final int LONGEST_COMMON_NAME = 64;

    private static final int LONGEST_HOST = 253;
    private static final Pattern CLIENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern HOST = Pattern.compile("(\\*\\.)?(" + LABEL + "\\.)*" + LABEL);
    private static final Pattern NUMBER_LAST = Pattern.compile("(.*\\.)?[0-9]+");
    private static final Pattern UNSAFE_IN_FILE = Pattern.compile("[^a-z0-9.-]");

    private CertificateNames() {}

    /** A common name that is a file's name too. */
    static String client(String name) throws Refused {
        if (!CLIENT.matcher(name).matches()) {
            throw new Refused(
                    quoted(name) + " cannot name a certificate and its files; use 1 to 64 letters, digits, dots,"
                            + " hyphens and underscores, a letter or digit first");
        }
        return notTheAuthority(name);
    }

    /** Host names, wildcards and IP addresses in lower case, each once. */
    static List<String> server(List<String> names) throws Refused {
        List<String> lower = names.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
        for (String name : lower) {
            if (!isHost(name) && IpLiteral.parse(name).isEmpty()) {
                throw new Refused(quoted(name) + " is neither a host name nor an IP address; write localhost,"
                        + " *.example.com, 127.0.0.1 or ::1, and international names as A-labels (xn--...)");
            }
        }
        if (lower.get(0).length() > LONGEST_COMMON_NAME) {
            throw new Refused(quoted(lower.get(0)) + " is longer than the 64 characters of a common name; put a shorter"
                    + " name first");
        }
        notTheAuthority(lower.get(0));
        return lower;
    }

    /** The common name of an authority. */
    static String authority(String name) throws Refused {
        if (name.isBlank()
                || name.length() > LONGEST_COMMON_NAME
                || name.chars().anyMatch(Character::isISOControl)) {
            throw new Refused("--name takes 1 to 64 characters on one line; write such a name");
        }
        return name;
    }

    /** {@code *.example.com} and {@code ::1} as {@code _.example.com} and {@code __1}; other names as they are. */
    static String file(String serverName) {
        return UNSAFE_IN_FILE.matcher(serverName).replaceAll("_");
    }

    private static boolean isHost(String name) {
        return name.length() <= LONGEST_HOST
                && HOST.matcher(name).matches()
                && !NUMBER_LAST.matcher(name).matches();
    }

    private static String notTheAuthority(String name) throws Refused {
        if (name.equalsIgnoreCase(AuthorityFiles.NAME)) {
            throw new Refused(quoted(name) + " names the files of the CA itself; choose another name");
        }
        return name;
    }

    private static String quoted(String name) {
        String shown = name.length() <= 80 ? name : name.substring(0, 80) + "...";
        return '"' + shown.replaceAll("\\p{Cntrl}", "?") + '"';
    }
}
