package dev.countersign.bench;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.ClientCertificates;
import dev.countersign.certs.KeyAccess;
import dev.countersign.certs.KeyedMaterial;
import dev.countersign.certs.Loaded;
import dev.countersign.certs.PeerTrust;
import dev.countersign.certs.Trust;
import dev.countersign.certs.TrustAnchors;
import dev.countersign.certs.rules.AttachmentRules;
import dev.countersign.config.TlsVersion;
import dev.countersign.core.tls.Negotiation;
import dev.countersign.core.tls.OriginTls;
import dev.countersign.core.tls.TlsEngine;
import dev.countersign.core.tls.TlsOffer;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How long one full handshake with an origin keeps an event loop: our side of it alone, signing and chain verification
 * included, against a server in the same thread whose time is not counted. Prints a Markdown table.
 */
public final class HandshakeCost {
    /** CPU time, so that whoever shares the machine does not count. */
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final int WARM_UP = 300;
    private static final int MEASURED = 200;
    private static final List<String> CLIENTS = List.of("p256", "rsa2048", "rsa3072", "rsa4096");

    private final OriginTls tls;
    private final SslContext server;
    private final long[] totals = new long[MEASURED];
    private final long[] longest = new long[MEASURED];
    private long total;
    private long worst;

    private HandshakeCost(OriginTls tls, SslContext server) {
        this.tls = tls;
        this.server = server;
    }

    /** {@code arguments}: the directory with {@code ca}, {@code origin} and a chain and a key for each client. */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        System.out.println(
                "| engine | TLS | our key | CPU µs/handshake, median (p99) | longest step, CPU µs, median (p99) |");
        System.out.println("|---|---|---|---|---|");
        TrustAnchors trust = usable(Trust.fromBundle(directory.resolve("ca.pem")));
        for (TlsEngine engine : TlsEngine.values()) {
            for (TlsVersion version : List.of(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3)) {
                for (String client : CLIENTS) {
                    OriginTls tls = new OriginTls(
                            engine,
                            certificate(directory, client),
                            PeerTrust.in(trust),
                            new TlsOffer(Set.of(version), true));
                    HandshakeCost cost = new HandshakeCost(tls, server(directory, version));
                    cost.measure();
                    System.out.printf(
                            Locale.ROOT,
                            "| %s | %s | %s | %s | %s |%n",
                            engine.label(),
                            version.label(),
                            client,
                            spread(cost.totals),
                            spread(cost.longest));
                    tls.release();
                }
            }
        }
    }

    private static SslContext server(Path directory, TlsVersion version) throws IOException {
        return SslContextBuilder.forServer(
                        directory.resolve("origin.pem").toFile(),
                        directory.resolve("origin.key").toFile())
                .sslProvider(SslProvider.OPENSSL)
                .trustManager(directory.resolve("ca.pem").toFile())
                .clientAuth(ClientAuth.REQUIRE)
                .protocols(version.label())
                .build();
    }

    private static ClientCertificate certificate(Path directory, String name) {
        return usable(ClientCertificates.read(
                new KeyedMaterial.Files(
                        directory.resolve(name + ".pem"), directory.resolve(name + ".key"), Optional.empty()),
                KeyAccess.ANYBODY,
                AttachmentRules.RELAXED,
                1));
    }

    private static <T> T usable(Loaded<T> loaded) {
        if (loaded instanceof Loaded.Usable<T> usable) {
            return usable.value();
        }
        throw new IllegalArgumentException(loaded.toString());
    }

    private void measure() {
        for (int i = 0; i < WARM_UP + MEASURED; i++) {
            handshake(i + 1);
            if (i >= WARM_UP) {
                totals[i - WARM_UP] = total;
                longest[i - WARM_UP] = worst;
            }
        }
    }

    /** A port of its own each time: sessions are stored under it, and none is to be resumed. */
    private void handshake(int port) {
        total = 0;
        worst = 0;
        Negotiation negotiation = tls.negotiate(ByteBufAllocator.DEFAULT, "origin.test", port);
        SslHandler remote = server.newHandler(ByteBufAllocator.DEFAULT);
        EmbeddedChannel ours = new EmbeddedChannel();
        EmbeddedChannel theirs = new EmbeddedChannel(remote);
        timed(() -> ours.pipeline().addLast(negotiation.handler()));
        boolean moved = true;
        while (moved) {
            moved = false;
            for (Object record; (record = ours.readOutbound()) != null; moved = true) {
                theirs.writeInbound(record);
            }
            for (Object record; (record = theirs.readOutbound()) != null; moved = true) {
                Object received = record;
                timed(() -> ours.writeInbound(received));
            }
        }
        if (!negotiation.handler().handshakeFuture().isSuccess()
                || !remote.handshakeFuture().isSuccess()) {
            throw new IllegalStateException(
                    "no handshake", negotiation.handler().handshakeFuture().cause());
        }
        negotiation.finish(true);
        negotiation.forget();
        ours.finishAndReleaseAll();
        theirs.finishAndReleaseAll();
    }

    private void timed(Runnable step) {
        long start = THREADS.getCurrentThreadCpuTime();
        step.run();
        long took = THREADS.getCurrentThreadCpuTime() - start;
        total += took;
        worst = Math.max(worst, took);
    }

    private static String spread(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return String.format(
                Locale.ROOT, "%.0f (%.0f)", sorted[sorted.length / 2] / 1e3, sorted[sorted.length * 99 / 100] / 1e3);
    }
}
