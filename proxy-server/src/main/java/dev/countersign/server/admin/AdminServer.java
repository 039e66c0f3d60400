package dev.countersign.server.admin;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.countersign.config.BindAddress;
import dev.countersign.server.reload.ReloadResult;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * The admin listener: {@code /healthz} (the process lives), {@code /readyz} (it takes new work), {@code /metrics}
 * (Prometheus text), and {@code POST /reload}.
 *
 * <p>Served by the JDK's own HTTP server, module {@code jdk.httpserver}: a few small pages for an operator and a scraper
 * need neither the data plane's speed nor its code, and must answer when its event loops do not.
 */
public final class AdminServer implements AutoCloseable {
    private static final int THREADS = 2;

    private final HttpServer server;
    private final ExecutorService threads;
    private final AllowedHosts allowedHosts;
    private final Supplier<Readiness> readiness;
    private final Supplier<String> metrics;
    private final Supplier<CompletionStage<ReloadResult>> reload;

    private AdminServer(HttpServer server, ExecutorService threads, AllowedHosts allowedHosts, Pages pages) {
        this.server = server;
        this.threads = threads;
        this.allowedHosts = allowedHosts;
        this.readiness = pages.readiness();
        this.metrics = pages.metrics();
        this.reload = pages.reload();
    }

    /**
     * What there is to say.
     *
     * @param metrics Prometheus text, made anew for each scrape
     * @param reload begins a reload; fails when there is none to be had now
     */
    public record Pages(
            Supplier<Readiness> readiness, Supplier<String> metrics, Supplier<CompletionStage<ReloadResult>> reload) {}

    /**
     * Listens until closed.
     *
     * @param bind port 0 lets the system choose
     * @throws IOException the address cannot be bound
     */
    public static AdminServer start(BindAddress bind, Pages pages) throws IOException {
        limitTheLibrary();
        HttpServer server = listening(bind);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "admin");
            thread.setDaemon(true);
            return thread;
        });
        AdminServer admin = new AdminServer(server, threads, new AllowedHosts(bind.host()), pages);
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
        if (!exchange.getRequestURI().getPath().equals("/reload") || !isAllowed(exchange)) {
            send(exchange, decide(exchange));
            return;
        }
        Optional<Answer> refusal = ReloadPage.refusal(exchange.getRequestMethod(), exchange.getRequestHeaders());
        if (refusal.isPresent()) {
            send(exchange, refusal.orElseThrow());
            return;
        }
        reload.get()
                .exceptionally(failed -> null)
                .thenAcceptAsync(result -> sendLater(exchange, ReloadPage.answer(result)), threads);
    }

    private static void sendLater(HttpExchange exchange, Answer answer) {
        try {
            send(exchange, answer);
        } catch (IOException gone) {
            exchange.close(); // whoever asked does not listen any more; the log tells what came of it
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        try (exchange) {
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            Headers headers = exchange.getResponseHeaders();
            headers.set("Content-Type", answer.contentType());
            headers.set("Cache-Control", "no-store");
            headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
            headers.set("X-Content-Type-Options", "nosniff");
            if (!answer.allow().isEmpty()) {
                headers.set("Allow", answer.allow());
            }
            if (exchange.getRequestMethod().equals("HEAD")) {
                headers.set("Content-Length", Integer.toString(body.length));
                exchange.sendResponseHeaders(answer.status(), -1);
            } else {
                exchange.sendResponseHeaders(answer.status(), body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    private boolean isAllowed(HttpExchange exchange) {
        return allowedHosts.contain(exchange.getRequestHeaders().getFirst("Host"));
    }

    private Answer decide(HttpExchange exchange) {
        if (!isAllowed(exchange)) {
            return Answer.text(403, "This Host is not served here.\n");
        }
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return Answer.only("GET, HEAD", "Only GET and HEAD.\n");
        }
        return switch (exchange.getRequestURI().getPath()) {
            case "/healthz" -> Answer.text(200, "alive\n");
            case "/readyz" -> readiness(readiness.get());
            case "/metrics" -> new Answer(200, "text/plain; version=0.0.4; charset=utf-8", metrics.get(), "");
            default -> Answer.text(404, "/healthz, /readyz, /metrics, or POST /reload\n");
        };
    }

    private static Answer readiness(Readiness now) {
        return Answer.text(now.status(), now.name().toLowerCase(Locale.ROOT) + "\n");
    }
}
