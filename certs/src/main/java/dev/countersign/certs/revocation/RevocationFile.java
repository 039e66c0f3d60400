package dev.countersign.certs.revocation;

import dev.countersign.certs.Loaded;
import dev.countersign.certs.naming.SignatureName;
import dev.countersign.certs.pem.FileBytes;
import dev.countersign.certs.pem.PemBlock;
import dev.countersign.certs.pem.PemBlocks;
import dev.countersign.certs.pem.Unreadable;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads files of revocation lists. What cannot be acted on is refused as a whole: a list that is not understood hides something. */
public final class RevocationFile {
    /** Half a million revoked certificates; those of one origin's issuers are a few. */
    private static final int LIMIT = 16 * 1024 * 1024;

    private static final String LABEL = "X509 CRL";
    private static final byte DER_SEQUENCE = 0x30;
    private static final String ISSUING_DISTRIBUTION_POINT = "2.5.29.28";
    private static final String DELTA = "2.5.29.27";
    private static final Pattern STRONG = Pattern.compile("SHA(256|384|512)WITH.*|ED(DSA|25519|448)");

    private RevocationFile() {}

    /**
     * Reads PEM blocks of {@code X509 CRL}, or one list in DER. A list that has been overtaken is warned about: what it
     * speaks for cannot be told to be good.
     *
     * @param file at most 16 MiB
     */
    public static Loaded<RevocationLists> read(Path file, Instant now) {
        try {
            List<RevocationList> lists = parse(FileBytes.read(file, LIMIT));
            return new Loaded.Usable<>(
                    new RevocationLists(lists),
                    lists.stream()
                            .filter(list -> !list.isCurrent(now))
                            .map(list -> file + " " + outOfDate(list, now))
                            .toList());
        } catch (Unreadable because) {
            return new Loaded.Unusable<>(List.of(because.in(file)));
        }
    }

    private static String outOfDate(RevocationList list, Instant now) {
        return now.isBefore(list.thisUpdate())
                ? "holds a revocation list of " + list.issuerName() + " that begins at " + list.thisUpdate()
                        + ": check the clock; until then whom it speaks for is refused"
                : "holds a revocation list of " + list.issuerName() + " that was to be replaced by " + list.nextUpdate()
                        + ": fetch the next one; until then whom it speaks for is refused";
    }

    private static List<RevocationList> parse(byte[] content) throws Unreadable {
        if (content.length > 0 && content[0] == DER_SEQUENCE) {
            return List.of(list(content, "holds a list that"));
        }
        List<RevocationList> lists = new ArrayList<>();
        for (PemBlock block : PemBlocks.parse(content)) {
            String number = "block " + (lists.size() + 1);
            if (!block.label().equals(LABEL)) {
                throw new Unreadable(
                        "holds a " + block.label() + " in " + number + ": only X509 CRL blocks belong here");
            }
            lists.add(list(block.der(), "holds a list in " + number + " that"));
        }
        return lists;
    }

    private static RevocationList list(byte[] der, String begin) throws Unreadable {
        X509CRL list = parsed(der, begin);
        try {
            if (list.getNextUpdate() == null) {
                throw new Unreadable("does not say when the next one comes, and so could be of any age: have it issued"
                        + " with a next update");
            }
            if (!isSignedStrongly(list)) {
                throw new Unreadable(
                        "is signed with " + SignatureName.of(list) + ": have it signed with SHA-256 or better");
            }
            refuseUnknown(list);
            return new RevocationList(list, Scope.of(list.getExtensionValue(ISSUING_DISTRIBUTION_POINT)));
        } catch (Unreadable because) {
            throw new Unreadable(begin + " " + because.getMessage());
        }
    }

    private static X509CRL parsed(byte[] der, String begin) throws Unreadable {
        try {
            X509CRL list = (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
            // The factory stops at the end of the first structure; bytes behind it would go unseen.
            if (Arrays.equals(list.getEncoded(), der)) {
                return list;
            }
        } catch (CertificateException | CRLException | RuntimeException malformed) {
            // Said below: not all that is malformed is declared.
        }
        throw new Unreadable(begin + " is no readable X.509 CRL: fetch it again");
    }

    /** RFC 5280 section 5.2: a list with a critical extension that is not acted on says nothing about any certificate. */
    private static void refuseUnknown(X509CRL list) throws Unreadable {
        if (list.getExtensionValue(DELTA) != null) { // which is to be critical; some forget
            throw new Unreadable("holds changes only (a delta CRL): use the issuer's complete list");
        }
        Set<String> critical = list.getCriticalExtensionOIDs();
        for (String extension : critical == null ? Set.<String>of() : critical) {
            if (!extension.equals(ISSUING_DISTRIBUTION_POINT)) {
                throw new Unreadable(
                        "has a critical extension that is not known here (" + extension + "): use one without");
            }
        }
        Set<? extends X509CRLEntry> entries = list.getRevokedCertificates();
        for (X509CRLEntry entry : entries == null ? Set.<X509CRLEntry>of() : entries) {
            Set<String> critically = entry.getCriticalExtensionOIDs();
            if (entry.getCertificateIssuer() != null || (critically != null && !critically.isEmpty())) {
                throw new Unreadable("has an entry with a critical extension that is not known here: use the issuer's"
                        + " complete list");
            }
        }
    }

    /** As a certificate has to be. */
    private static boolean isSignedStrongly(X509CRL list) {
        return STRONG.matcher(SignatureName.of(list)).matches();
    }
}
