package dev.countersign.server.command.certificates;

import dev.countersign.certs.Loaded;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which certificates to list, in ACM's names (ACM API, type Filters). */
final class FilterOptions {
    private static final List<String> KEY_TYPES =
            List.of("RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1");

    private static final List<String> EXTENDED_KEY_USAGES = List.of(
            "TLS_WEB_SERVER_AUTHENTICATION",
            "TLS_WEB_CLIENT_AUTHENTICATION",
            "CODE_SIGNING",
            "EMAIL_PROTECTION",
            "TIME_STAMPING",
            "OCSP_SIGNING",
            "IPSEC_END_SYSTEM",
            "IPSEC_TUNNEL",
            "IPSEC_USER",
            "ANY",
            "NONE",
            "CUSTOM");

    private static final List<String> KEY_USAGES = List.of(
            "DIGITAL_SIGNATURE",
            "NON_REPUDIATION",
            "KEY_ENCIPHERMENT",
            "DATA_ENCIPHERMENT",
            "KEY_AGREEMENT",
            "CERTIFICATE_SIGNING",
            "CRL_SIGNING",
            "ENCIPHER_ONLY",
            "DECIPHER_ONLY",
            "ANY",
            "CUSTOM");

    @Option(
            names = "--key-type",
            split = ",",
            paramLabel = "TYPE",
            description = "Keys of these types, with or without a domain name, such as RSA_2048,EC_prime256v1.")
    private List<String> keyTypes = List.of();

    @Option(
            names = "--extended-key-usage",
            split = ",",
            paramLabel = "USAGE",
            description =
                    "For one of these purposes, such as TLS_WEB_CLIENT_AUTHENTICATION; NONE for those that name none.")
    private List<String> extendedKeyUsages = List.of();

    @Option(
            names = "--key-usage",
            split = ",",
            paramLabel = "USAGE",
            description = "With one of these key usages, such as DIGITAL_SIGNATURE.")
    private List<String> keyUsages = List.of();

    @Option(names = "--all", description = "Keys of all types, with or without a domain name.")
    private boolean all;

    /** The filter, or every name that ACM does not know. */
    Loaded<Filter> read() {
        List<String> problems = new ArrayList<>();
        check("--key-type", keyTypes, KEY_TYPES, problems);
        check("--extended-key-usage", extendedKeyUsages, EXTENDED_KEY_USAGES, problems);
        check("--key-usage", keyUsages, KEY_USAGES, problems);
        return problems.isEmpty()
                ? new Loaded.Usable<>(new Filter(keyTypes, extendedKeyUsages, keyUsages, all), List.of())
                : new Loaded.Unusable<>(problems);
    }

    private static void check(String option, List<String> given, List<String> known, List<String> problems) {
        given.stream()
                .filter(name -> !known.contains(name))
                .forEach(name ->
                        problems.add(option + ": " + name + " is none of ACM's names: " + String.join(", ", known)));
    }
}
