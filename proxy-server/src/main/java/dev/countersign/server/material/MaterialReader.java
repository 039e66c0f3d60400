package dev.countersign.server.material;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.Loaded;
import dev.countersign.certs.TrustAnchors;
import dev.countersign.config.CertificateFiles;
import dev.countersign.config.distribution.ClientCertificateRef;
import dev.countersign.config.distribution.OriginTrust;

/** Gives what a configuration names outside itself. */
public interface MaterialReader {
    /** A listener's certificate and its key. */
    Loaded<KeyedChain> listenerCertificate(CertificateFiles files);

    /** A file of certificates that vouch for an origin. */
    Loaded<TrustAnchors> trust(OriginTrust.CaBundle bundle);

    /** A client certificate; of the store as the version that the store knows. */
    Loaded<ClientCertificate> clientCertificate(ClientCertificateRef reference);
}
