package dev.countersign.server.material;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.Loaded;
import dev.countersign.certs.TrustAnchors;
import dev.countersign.certs.revocation.RevocationLists;
import dev.countersign.config.CertificateFiles;
import dev.countersign.config.distribution.ClientCertificateRef;
import dev.countersign.config.distribution.OriginTrust;
import java.nio.file.Path;

/** Gives what a configuration names outside itself. */
public interface MaterialReader {
    /** A listener's certificate and its key. */
    Loaded<KeyedChain> listenerCertificate(CertificateFiles files);

    /** The certificates that vouch for an origin. */
    Loaded<TrustAnchors> authorities(OriginTrust.Authorities named);

    /** A file of revocation lists. */
    Loaded<RevocationLists> revoked(Path crl);

    /** A client certificate; of the store as the version that the store knows. */
    Loaded<ClientCertificate> clientCertificate(ClientCertificateRef reference);
}
