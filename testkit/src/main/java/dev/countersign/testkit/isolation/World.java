package dev.countersign.testkit.isolation;

import dev.countersign.testkit.certificate.CertificateFiles;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.CrlSpec;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.NginxOrigin;
import dev.countersign.testkit.origin.OriginTls;
import dev.countersign.testkit.origin.Peers;
import dev.countersign.testkit.origin.witness.Mood;
import dev.countersign.testkit.origin.witness.SharedSessions;
import dev.countersign.testkit.origin.witness.Testimony;
import dev.countersign.testkit.origin.witness.WitnessOrigin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The servers that stand behind origins, and the certificates there are: made to be mistaken for one another. */
final class World implements AutoCloseable {
    private static final Set<String> EVERY_NAME =
            Set.of("origin.test", "other.test", "a.d.test", "b.d.test", "c.d.test", "a.e.test", "b.e.test", "c.e.test");
    private static final Set<String> SOME_NAMES = Set.of("origin.test", "a.d.test", "b.e.test");
    private static final int ONE_DROPPED_IN = 60;
    private static final int ONE_VERDICT_PONDERED_IN = 6;
    private static final int PORT_ATTEMPTS = 20;

    private final TestAuthority serverAuthority = TestAuthority.create("servers");
    private final TestAuthority clientAuthority = TestAuthority.create("clients");
    private final List<WitnessOrigin> witnesses = new ArrayList<>();
    private final List<NginxOrigin> real = new ArrayList<>();
    private final List<Site> sites = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private final List<TrustPlan> trusts = new ArrayList<>();
    private final AtomicInteger dropped = new AtomicInteger();
    private final Random chance;
    private final Snapshots snapshots;

    World(Path directory, long seed, Snapshots snapshots) {
        this.chance = new Random(seed);
        this.snapshots = snapshots;
        makeClients();
        TestCertificate everyName = serverAuthority.server(EVERY_NAME.toArray(String[]::new));
        TestCertificate someNames = serverAuthority.server(SOME_NAMES.toArray(String[]::new));
        makeTrust(directory, everyName.leaf(), someNames.leaf());
        SharedSessions shared = SharedSessions.of(everyName, clientAuthority, this::ponder);
        twins(shared);
        witness(0, shared, Asking.REQUIRED, EVERY_NAME);
        witness(0, SharedSessions.of(someNames, clientAuthority, this::ponder), Asking.OPTIONAL, SOME_NAMES);
        if (Peers.isThere("nginx")) {
            CertificateFiles files = everyName.writeTo(directory, "nginx");
            Path clientCa = clientAuthority.writeTo(directory, "nginx-clients");
            NginxOrigin nginx = NginxOrigin.start(
                    OriginTls.serving(files.chain(), files.key()).asking(Asking.OPTIONAL, clientCa));
            real.add(nginx);
            sites.add(new Site("127.0.0.1", nginx.port(), Asking.OPTIONAL, EVERY_NAME, true));
        }
    }

    /** The first accepts; some that do share their authorities with some that do not. */
    private void makeTrust(Path directory, X509Certificate... servers) {
        TestAuthority others = TestAuthority.create("others");
        try {
            Files.writeString(directory.resolve("right.pem"), serverAuthority.pem());
            Files.writeString(directory.resolve("more.pem"), others.pem() + serverAuthority.pem());
            Files.writeString(directory.resolve("wrong.pem"), others.pem());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        serverAuthority.revoke(CrlSpec.of()).writeTo(directory.resolve("nobody.crl"));
        serverAuthority.revoke(CrlSpec.of(servers)).writeTo(directory.resolve("servers.crl"));
        trust("right", "caBundle: right.pem", null);
        trust("right and more", "caBundle: more.pem", null);
        trust("pinned", "caBundle: right.pem, " + pin(serverAuthority), null);
        trust("not revoked", "caBundle: right.pem, crl: nobody.crl", null);
        trust("wrong", "caBundle: wrong.pem", "origin_untrusted");
        trust("pinned to others", "caBundle: right.pem, " + pin(others), "origin_pin_mismatch");
        trust("revoked", "caBundle: right.pem, crl: servers.crl", "origin_revoked");
    }

    private void trust(String name, String yaml, @Nullable String verdict) {
        trusts.add(new TrustPlan(name, yaml, Optional.ofNullable(verdict)));
    }

    private static String pin(TestAuthority authority) {
        return "pins: {spkiSha256: ['%s']}"
                .formatted(Client.sha256(authority.certificate().getPublicKey().getEncoded()));
    }

    /** One subject with several keys, one key with several serials, one that is let in nowhere. */
    private void makeClients() {
        TestCertificate first = client(clientAuthority, "partner-a", true);
        client(clientAuthority, "partner-a", true);
        add(clientAuthority, spec("partner-a").keys(first.keys()), true);
        client(clientAuthority, "partner-b", true);
        client(clientAuthority, "partner-c", true);
        client(TestAuthority.create("strangers"), "partner-a", false);
    }

    private TestCertificate client(TestAuthority issuer, String name, boolean accepted) {
        return add(issuer, spec(name), accepted);
    }

    private TestCertificate add(TestAuthority issuer, CertificateSpec spec, boolean accepted) {
        TestCertificate certificate = issuer.issue(spec);
        clients.add(new Client(certificate, issuer, accepted));
        return certificate;
    }

    private static CertificateSpec spec(String name) {
        return CertificateSpec.client(name).names("edge.example");
    }

    /** Two at the same port of two addresses. */
    private void twins(SharedSessions shared) {
        for (int attempt = 0; ; attempt++) {
            WitnessOrigin first = witness(0, shared, Asking.OPTIONAL, EVERY_NAME);
            try {
                witness("127.0.0.2", first.port(), shared, Asking.NEVER, EVERY_NAME);
                return;
            } catch (UncheckedIOException taken) {
                if (!(taken.getCause() instanceof BindException) || attempt == PORT_ATTEMPTS) {
                    throw taken;
                }
                sites.remove(sites.size() - 1);
                witnesses.remove(first);
                first.close();
            }
        }
    }

    private WitnessOrigin witness(int port, SharedSessions shared, Asking asking, Set<String> names) {
        return witness("127.0.0.1", port, shared, asking, names);
    }

    private WitnessOrigin witness(String address, int port, SharedSessions shared, Asking asking, Set<String> names) {
        try {
            WitnessOrigin origin = WitnessOrigin.start(
                    new InetSocketAddress(InetAddress.getByName(address), port), shared, asking, new Moody());
            witnesses.add(origin);
            sites.add(new Site(address, origin.port(), asking, names, false));
            return origin;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Moody implements Mood {
        @Override
        public boolean drops() {
            boolean drops = oneIn(ONE_DROPPED_IN);
            if (drops) {
                dropped.incrementAndGet();
            }
            return drops;
        }

        @Override
        public void think() {
            snapshots.awaitNext();
        }
    }

    /** Under TLS 1.3 the tickets come after the verdict on the client: often only when its identity has been replaced. */
    private void ponder() {
        if (oneIn(ONE_VERDICT_PONDERED_IN)) {
            snapshots.awaitNext();
        }
    }

    private boolean oneIn(int many) {
        synchronized (chance) {
            return chance.nextInt(many) == 0;
        }
    }

    List<Site> sites() {
        return sites;
    }

    /** The first of them accepts every site. */
    List<TrustPlan> trusts() {
        return trusts;
    }

    List<Client> clients() {
        return clients;
    }

    /** Connections that were ended for no reason that a request knows. */
    int dropped() {
        return dropped.get();
    }

    /** What was seen of requests for {@code target} anywhere but in nginx. */
    List<Testimony> takeTestimonies(String target) {
        return witnesses.stream()
                .flatMap(origin -> origin.takeTestimonies(target).stream())
                .toList();
    }

    /** Lets go of what only single connections are asked about. */
    void forgetConnections() {
        witnesses.forEach(WitnessOrigin::takeHellos);
    }

    @Override
    public void close() {
        witnesses.forEach(WitnessOrigin::close);
        real.forEach(NginxOrigin::close);
    }
}
