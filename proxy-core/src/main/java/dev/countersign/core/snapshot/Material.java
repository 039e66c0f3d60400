package dev.countersign.core.snapshot;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.PeerTrust;
import dev.countersign.config.distribution.ClientCertificateRef;
import dev.countersign.config.distribution.OriginTrust;
import java.util.Map;

/** What a configuration names outside itself, loaded: every reference in it has its entry here. */
public record Material(
        Map<ClientCertificateRef, ClientCertificate> clientCertificates, Map<OriginTrust, PeerTrust> trust) {
    public Material {
        clientCertificates = Map.copyOf(clientCertificates);
        trust = Map.copyOf(trust);
    }
}
