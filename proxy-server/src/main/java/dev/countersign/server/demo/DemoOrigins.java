package dev.countersign.server.demo;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.Identity;
import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.PeerTrust;
import dev.countersign.certs.TrustAnchors;
import dev.countersign.certs.authority.DevCa;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;

/** One authority, two client certificates and the four origins, all made for this run and gone with it. */
final class DemoOrigins implements AutoCloseable {
    private final DevCa authority = DevCa.create("Countersign demo CA");
    private final KeyedChain forA = authority.issueClient("edge-for-partner-a");
    private final KeyedChain forB = authority.issueClient("edge-for-partner-b");
    private final Map<String, DemoOrigin> origins = new LinkedHashMap<>();

    /** Starts everything; an {@link IOException} means that no loopback port is to be had. */
    static DemoOrigins start() throws IOException {
        DemoOrigins demo = new DemoOrigins();
        try {
            demo.start(
                    DemoRequest.PARTNER_A,
                    DemoTls.forPartner(demo.own("partner-a"), demo.authority.certificate(), demo.forA));
            demo.start(
                    DemoRequest.PARTNER_B,
                    DemoTls.forPartner(demo.own("partner-b"), demo.authority.certificate(), demo.forB));
            demo.start(DemoRequest.OPEN, DemoTls.forAuthority(demo.own("open"), demo.authority.certificate()));
            DevCa another = DevCa.create("Another CA");
            demo.start(DemoRequest.STRANGER, DemoTls.forAuthority(demo.own("stranger"), another.certificate()));
            return demo;
        } catch (IOException e) {
            demo.close();
            throw e;
        }
    }

    private void start(DemoRequest request, SSLContext tls) throws IOException {
        origins.put(request.origin(), DemoOrigin.start(request.origin(), tls, request.asks()));
    }

    private KeyedChain own(String origin) {
        return authority.issueServer(List.of(origin + ".example"));
    }

    DemoOrigin origin(DemoRequest request) {
        return Objects.requireNonNull(origins.get(request.origin()), request.origin());
    }

    /** What the origin should see. */
    Sighting wanted(DemoRequest request) {
        if (!request.asks()) {
            return new Sighting.NoCertificate();
        }
        if (request.status() != 200) {
            return new Sighting.Refused();
        }
        return Sighting.Certificate.of(chain(request).leaf());
    }

    /** Who may vouch for the origins. */
    PeerTrust trust() {
        return PeerTrust.in(TrustAnchors.of(List.of(authority.certificate())));
    }

    /** The client certificate configured for the origin. */
    ClientCertificate clientCertificate(DemoRequest request, String source) {
        KeyedChain chain = chain(request);
        return new ClientCertificate(Identity.of(chain, 1), chain, source);
    }

    private KeyedChain chain(DemoRequest request) {
        return request.equals(DemoRequest.PARTNER_B) ? forB : forA;
    }

    @Override
    public void close() throws IOException {
        for (DemoOrigin origin : origins.values()) {
            origin.close();
        }
    }
}
