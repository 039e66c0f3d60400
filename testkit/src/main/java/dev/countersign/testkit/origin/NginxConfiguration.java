package dev.countersign.testkit.origin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The one configuration every test nginx runs under, laid out as a directory that is nginx's prefix. */
final class NginxConfiguration {
    private static final String MAIN = "nginx.conf";
    /** nginx logs this once its sockets are bound, so nobody needs to try connecting. */
    static final String READY = "start worker process (\\d+)";

    private static final Map<String, String> SEEN = seen();

    private NginxConfiguration() {}

    /** Writes configuration and certificates into {@code prefix}; relative names make it valid inside a container too. */
    static void write(Path prefix, String listen, NginxSettings settings) throws IOException {
        OriginTls tls = settings.tls();
        Files.copy(tls.chain(), prefix.resolve("chain.pem"));
        Files.copy(tls.key(), prefix.resolve("key.pem"));
        if (tls.clientCa() != null) {
            Files.copy(tls.clientCa(), prefix.resolve("client-ca.pem"));
        }
        Files.writeString(prefix.resolve(MAIN), text(listen, settings));
    }

    /** The arguments after the program's name. */
    static String[] arguments(String prefix) {
        return new String[] {"-e", "stderr", "-p", prefix + "/", "-c", MAIN};
    }

    private static String text(String listen, NginxSettings settings) {
        return """
                daemon off;
                user root;
                error_log stderr info;
                pid nginx.pid;
                worker_processes 1;
                events { worker_connections 1024; }
                http {
                    log_format seen '$msec $request_time $status $ssl_session_reused $ssl_client_serial';
                    access_log off;
                    client_body_temp_path body-temp;
                    proxy_temp_path proxy-temp;
                    fastcgi_temp_path fastcgi-temp;
                    uwsgi_temp_path uwsgi-temp;
                    scgi_temp_path scgi-temp;
                    client_max_body_size 0;
                    keepalive_timeout %s;
                    keepalive_requests 1000000;
                    server {
                        listen %s ssl;
                        %s
                        %s
                        location = /1k { return 200 "%s"; }
                        location / { return 200 "%s"; }
                        %s
                    }
                }
                """.formatted(
                        settings.keepAlive() ? "60s" : "0",
                        listen,
                        tls(settings.tls()),
                        headers(),
                        "k".repeat(1024),
                        body(),
                        String.join("\n", settings.locations()));
    }

    private static String tls(OriginTls tls) {
        String question =
                switch (tls.asking()) {
                    case NEVER -> "ssl_verify_client off;";
                    case OPTIONAL -> "ssl_verify_client optional; ssl_client_certificate client-ca.pem;";
                    case REQUIRED -> "ssl_verify_client on; ssl_client_certificate client-ca.pem;";
                };
        return """
                ssl_certificate chain.pem; ssl_certificate_key key.pem;
                ssl_protocols %s;
                ssl_session_cache shared:origin:1m;
                ssl_verify_depth 4;
                %s""".formatted(String.join(" ", tls.protocols()), question);
    }

    private static String headers() {
        StringBuilder lines = new StringBuilder();
        SEEN.forEach(
                (name, variable) -> lines.append("add_header X-Seen-%s \"%s\" always;\n".formatted(name, variable)));
        return lines.toString();
    }

    private static String body() {
        StringBuilder lines = new StringBuilder();
        SEEN.forEach((name, variable) ->
                lines.append(name).append('=').append(variable).append("\\n"));
        return lines.toString();
    }

    private static Map<String, String> seen() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("Subject", "$ssl_client_s_dn");
        variables.put("Serial", "$ssl_client_serial");
        variables.put("Verify", "$ssl_client_verify");
        variables.put("Reused", "$ssl_session_reused");
        variables.put("Protocol", "$ssl_protocol");
        variables.put("Sni", "$ssl_server_name");
        variables.put("Place", "$server_addr:$server_port");
        variables.put("Target", "$request_uri");
        variables.put("Connection", "$connection");
        variables.put("Request", "$connection_requests");
        return variables;
    }
}
