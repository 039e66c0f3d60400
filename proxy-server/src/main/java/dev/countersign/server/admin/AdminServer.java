package dev.countersign.server.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.countersign.config.BindAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * The admin listener: {@code /healthz} (the process lives), {@code /readyz} (it takes new work), {@code /metrics}
 * (Prometheus text). Reads only.
 *
 * <p>Served by the JDK's own HTTP server, module {@code jdk.httpserver}: three small pages for an operator and a scraper
 * need neither the data plane's speed nor its code, and must answer when its event loops do not.
 */
public final class AdminServer implements AutoCloseable {
    private static final int THREADS = 2;

    private final HttpServer server;
    private final ExecutorService threads;
    private final AllowedHosts allowedHosts;
    private final Supplier<Readiness> readiness;
    private final Supplier<String> metrics;

    private AdminServer(
            HttpServer server,
            ExecutorService threads,
            AllowedHosts allowedHosts,
            Supplier<Readiness> readiness,
            Supplier<String> metrics) {
        this.server = server;
        this.threads = threads;
        this.allowedHosts = allowedHosts;
        this.readiness = readiness;
        this.metrics = metrics;
    }

    /**
     * Listens until closed.
     *
     * @param bind port 0 lets the system choose
     * @param metrics Prometheus text, made anew for each scrape
     * @throws IOException the address cannot be bound
     */
    public static AdminServer start(BindAddress bind, Supplier<Readiness> readiness, Supplier<String> metrics)
            throws IOException {
        limitTheLibrary();
        HttpServer server = listening(bind);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "admin");
            thread.setDaemon(true);
            return thread;
        });
        AdminServer admin = new AdminServer(server, threads, new AllowedHosts(bind.host()), readiness, metrics);
        server.setExecutor(threads);
        server.createContext("/", admin::answer);
        server.start();
        return admin;
    }

    private static HttpServer listening(BindAddress bind) throws IOException {
        InetSocketAddress address = new InetSocketAddress(bind.host(), bind.port());
        if (address.isUnresolved()) {
            throw new IOException("admin " + bind + ": unknown host");
        }
        try {
            return HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new IOException("admin " + bind + ": " + e.getMessage(), e);
        }
    }

    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** Seconds a request may take to arrive, and its answer to be read: a stalled peer would keep one of few threads. */
    private static void limitTheLibrary() {
        System.setProperty("sun.net.httpserver.maxReqTime", "5");
        System.setProperty("sun.net.httpserver.maxRspTime", "10");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = decide(exchange);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            if (answer.status() == Answer.METHOD_NOT_ALLOWED) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            }
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
                exchange.sendResponseHeaders(answer.status(), -1);
            } else {
                exchange.sendResponseHeaders(answer.status(), body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    private Answer decide(HttpExchange exchange) {
        if (!allowedHosts.contain(exchange.getRequestHeaders().getFirst("Host"))) {
            return Answer.text(403, "This Host is not served here.\n");
        }
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return Answer.text(Answer.METHOD_NOT_ALLOWED, "Only GET and HEAD.\n");
        }
        return switch (exchange.getRequestURI().getPath()) {
            case "/healthz" -> Answer.text(200, "alive\n");
            case "/readyz" -> readiness(readiness.get());
            case "/metrics" -> new Answer(200, "text/plain; version=0.0.4; charset=utf-8", metrics.get());
            default -> Answer.text(404, "/healthz, /readyz or /metrics\n");
        };
    }

    private static Answer readiness(Readiness now) {
        return Answer.text(now.status(), now.name().toLowerCase(Locale.ROOT) + "\n");
    }

    private record Answer(int status, String contentType, String body) {
        static final int METHOD_NOT_ALLOWED = 405;

        static Answer text(int status, String body) {
            return new Answer(status, "text/plain; charset=utf-8", body);
        }
    }
}
