package dev.countersign.certs;

import dev.countersign.certs.pem.CertificateBlocks;
import dev.countersign.certs.pem.PemFile;
import dev.countersign.certs.pem.Unreadable;
import java.io.File;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Which authorities may vouch for an origin: those of a bundle, or the public ones. Never none, never everyone. */
public final class Trust {
    /** The public bundles in circulation are under 1 MiB. */
    private static final int BUNDLE_LIMIT = 4 * 1024 * 1024;

    /** How that property says that there is no file; the JDK trusts nobody then. */
    private static final String NONE = "NONE";

    private static @Nullable Loaded<TrustAnchors> publicCas;

    private Trust() {}

    /**
     * Reads a PEM file of one or more certificates, in any order. Unusable if any part of it does not parse: trust is what
     * the file says, and never falls back to the public authorities.
     *
     * @param bundle at most 4 MiB
     */
    public static Loaded<TrustAnchors> fromBundle(Path bundle) {
        try {
            return new Loaded.Usable<>(
                    TrustAnchors.of(CertificateBlocks.parse(PemFile.read(bundle, BUNDLE_LIMIT))), List.of());
        } catch (Unreadable because) {
            return new Loaded.Unusable<>(List.of(because.in(bundle)));
        }
    }

    /**
     * The public authorities: the trust store of the JDK that runs, or the one {@code javax.net.ssl.trustStore} names. Read
     * once; all callers share the value. Unusable if that store cannot be read or is empty.
     */
    public static synchronized Loaded<TrustAnchors> publicCas() {
        Loaded<TrustAnchors> anchors = publicCas;
        if (anchors == null) {
            anchors = acceptedByTheJdk(System.getProperty("javax.net.ssl.trustStore", ""));
            publicCas = anchors;
        }
        return anchors;
    }

    /**
     * What the JDK believes in.
     *
     * @param store that was named instead of the JDK's own: where it is missing or empty, the JDK would silently take its own
     */
    static Loaded<TrustAnchors> acceptedByTheJdk(String store) {
        if (!store.isEmpty() && !store.equals(NONE) && new File(store).length() == 0) {
            return unusable("is to be " + store + ", which is not there or empty: correct javax.net.ssl.trustStore");
        }
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            List<X509Certificate> accepted = Arrays.stream(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .flatMap(manager -> Arrays.stream(((X509TrustManager) manager).getAcceptedIssuers()))
                    .toList();
            return accepted.isEmpty()
                    ? unusable("is empty: install ca-certificates")
                    : new Loaded.Usable<>(TrustAnchors.of(accepted), List.of());
        } catch (GeneralSecurityException unreadable) {
            return unusable("cannot be read: check javax.net.ssl.trustStore");
        }
    }

    private static Loaded<TrustAnchors> unusable(String why) {
        return new Loaded.Unusable<>(
                List.of("the JDK's trust store " + why + ", or say otherwise whom to trust, as caBundle or publicCas"));
    }
}
