package dev.countersign.testkit.origin.server;

import dev.countersign.testkit.origin.NginxContainer;
import dev.countersign.testkit.origin.NginxOrigin;
import dev.countersign.testkit.origin.NginxSettings;
import dev.countersign.testkit.origin.OpensslServer;
import dev.countersign.testkit.origin.OriginTls;
import dev.countersign.testkit.wire.RawResponse;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The makes of server that stand behind the proxy in tests. */
public enum RealServer {
    NGINX(true) {
        @Override
        public RealOrigin start(OriginTls tls, boolean keepAlive) {
            NginxSettings settings = NginxSettings.of(tls);
            NginxOrigin nginx = NginxOrigin.start(keepAlive ? settings : settings.withoutKeepAlive());
            return new Adapted(nginx.port(), nginx::log, nginx::close, SeenFields::read);
        }
    },
    /** The same program where a test's machine has Docker. */
    NGINX_CONTAINER(true) {
        @Override
        public RealOrigin start(OriginTls tls, boolean keepAlive) {
            NginxSettings settings = NginxSettings.of(tls);
            NginxContainer nginx = NginxContainer.start(keepAlive ? settings : settings.withoutKeepAlive());
            return new Adapted(nginx.port(), nginx::log, nginx::close, SeenFields::read);
        }
    },
    APACHE(true) {
        @Override
        public RealOrigin start(OriginTls tls, boolean keepAlive) {
            return ApacheServer.start(tls, keepAlive);
        }
    },
    HAPROXY(true) {
        @Override
        public RealOrigin start(OriginTls tls, boolean keepAlive) {
            return HaproxyServer.start(tls, keepAlive);
        }
    },
    STUNNEL(true) {
        @Override
        public RealOrigin start(OriginTls tls, boolean keepAlive) {
            return StunnelServer.start(tls, keepAlive);
        }
    },
    OPENSSL(false) {
        @Override
        public RealOrigin start(OriginTls tls, boolean keepAlive) {
            OpensslServer server = OpensslServer.start(tls);
            return new Adapted(server.port(), server::log, server::close, (response, log) -> page(response.text()));
        }
    },
    NODE(true) {
        @Override
        public RealOrigin start(OriginTls tls, boolean keepAlive) {
            return NodeServer.start(tls, keepAlive);
        }
    },
    JDK(true) {
        @Override
        public RealOrigin start(OriginTls tls, boolean keepAlive) {
            return JdkServer.start(tls, keepAlive);
        }
    },
    GNUTLS(false) {
        @Override
        public RealOrigin start(OriginTls tls, boolean keepAlive) {
            return GnutlsServer.start(tls);
        }
    };

    private static final Pattern SUBJECT = Pattern.compile("Subject: (.*)");
    private static final Pattern SERIAL =
            Pattern.compile("Serial Number: ?(?:\\d+ \\(0x([0-9a-f]+)\\)|\\s*([0-9a-f:]+))");

    private final boolean keepsAlive;

    RealServer(boolean keepsAlive) {
        this.keepsAlive = keepsAlive;
    }

    /** A connection can carry another request; else each response ends it, whatever is asked for. */
    public boolean keepsAlive() {
        return keepsAlive;
    }

    /**
     * Starts one and returns once it accepts connections.
     *
     * @param keepAlive whether connections outlive one response, where it can do that
     */
    public abstract RealOrigin start(OriginTls tls, boolean keepAlive);

    /** What s_server prints about the session and the certificate. */
    private static Sighting page(String text) {
        Matcher subject = SUBJECT.matcher(text);
        Matcher serial = SERIAL.matcher(text);
        boolean named = subject.find() && serial.find();
        String digits = named ? Optional.ofNullable(serial.group(1)).orElseGet(() -> serial.group(2)) : "";
        return Sighting.of(named ? subject.group(1) : "", digits, Optional.of(text.contains("Reused, ")));
    }

    /** One that was there before its siblings. */
    private record Adapted(int port, Supplier<String> output, Runnable end, ServerProcess.Reading reading)
            implements RealOrigin {
        @Override
        public Sighting sighting(RawResponse response) {
            return reading.of(response, log());
        }

        @Override
        public String log() {
            return output.get();
        }

        @Override
        public void close() {
            end.run();
        }
    }
}
