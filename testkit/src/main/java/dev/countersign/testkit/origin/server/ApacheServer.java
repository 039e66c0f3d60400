package dev.countersign.testkit.origin.server;

import dev.countersign.testkit.origin.OriginTls;
import dev.countersign.testkit.origin.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;

/** Debian's Apache httpd with mod_ssl. */
public final class ApacheServer {
    private ApacheServer() {}

    static RealOrigin start(OriginTls tls, boolean keepAlive) {
        return start(tls, keepAlive, question(tls));
    }

    /**
     * Starts one that asks only once the request is known: for what is below {@code /secret/}, by renegotiation under TLS 1.2, and
     * after the handshake under TLS 1.3.
     */
    public static RealOrigin startAskingForSecrets(OriginTls tls) {
        String question = """
                SSLVerifyDepth 4
                SSLCACertificateFile %s
                <Location /secret/>
                    SSLVerifyClient require
                </Location>
                """.formatted(tls.clientCa());
        return start(tls, true, question);
    }

    private static RealOrigin start(OriginTls tls, boolean keepAlive, String question) {
        Path program = Peers.require("apache2");
        return ServerProcess.start(
                "apache",
                (directory, port) -> command(program, directory, text(directory, port, tls, keepAlive, question)),
                "AH00489",
                "Address already in use",
                SeenFields::read);
    }

    private static List<String> command(Path program, Path directory, String text) throws IOException {
        // Its workers are not root, even where the test is.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectories(directory.resolve("www/secret"));
        Files.writeString(directory.resolve("www/secret/index.html"), "secret\n");
        Files.writeString(directory.resolve("www/index.html"), "ok\n");
        Path configuration = Files.writeString(directory.resolve("httpd.conf"), text);
        return List.of(
                program.toString(), "-D", "FOREGROUND", "-d", directory.toString(), "-f", configuration.toString());
    }

    private static String text(Path directory, int port, OriginTls tls, boolean keepAlive, String question) {
        return """
                ServerName localhost
                PidFile httpd.pid
                DefaultRuntimeDir %s
                LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
                LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
                LoadModule dir_module /usr/lib/apache2/modules/mod_dir.so
                LoadModule headers_module /usr/lib/apache2/modules/mod_headers.so
                LoadModule socache_shmcb_module /usr/lib/apache2/modules/mod_socache_shmcb.so
                LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
                User www-data
                Group www-data
                StartServers 1
                ServerLimit 1
                ThreadsPerChild 8
                MaxRequestWorkers 8
                ErrorLog /dev/stderr
                LogLevel notice ssl:info
                Listen 127.0.0.1:%d
                KeepAlive %s
                DocumentRoot %s/www
                DirectoryIndex index.html
                SSLSessionCache shmcb:%s/sessions(512000)
                <VirtualHost *:%d>
                    SSLEngine on
                    SSLCertificateFile %s
                    SSLCertificateKeyFile %s
                    SSLProtocol -all %s
                    %s
                    Header always set X-Seen-Subject "%%{SSL_CLIENT_S_DN}s"
                    Header always set X-Seen-Serial "%%{SSL_CLIENT_M_SERIAL}s"
                    Header always set X-Seen-Reused "%%{SSL_SESSION_RESUMED}s"
                </VirtualHost>
                """.formatted(
                        directory,
                        port,
                        keepAlive ? "On" : "Off",
                        directory,
                        directory,
                        port,
                        tls.chain(),
                        tls.key(),
                        tls.protocols().stream().map(version -> "+" + version).collect(Collectors.joining(" ")),
                        question);
    }

    private static String question(OriginTls tls) {
        return switch (tls.asking()) {
            case NEVER -> "SSLVerifyClient none";
            case OPTIONAL -> "SSLVerifyClient optional\nSSLVerifyDepth 4\nSSLCACertificateFile " + tls.clientCa();
            case REQUIRED -> "SSLVerifyClient require\nSSLVerifyDepth 4\nSSLCACertificateFile " + tls.clientCa();
        };
    }
}
