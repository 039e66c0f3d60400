package dev.countersign.server.demo;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.PeerTrust;
import dev.countersign.config.ConfigResult;
import dev.countersign.config.ProxyConfig;
import dev.countersign.config.distribution.ClientCertificateRef;
import dev.countersign.config.distribution.CustomOriginConfig;
import dev.countersign.config.distribution.OriginTrust;
import dev.countersign.config.read.ConfigReader;
import dev.countersign.core.proxy.ListenerSetup;
import dev.countersign.core.snapshot.Material;
import dev.countersign.server.material.LoadResult;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The demo's configuration: the YAML an operator would write, but its files are names of what is in memory. */
record DemoConfig(ProxyConfig config, LoadResult.Complete loaded) {
    /** There is no such file: the demo is in memory, and cannot be reloaded. */
    static final Path NAME = Path.of("demo.yaml");

    private static final String FRAME = """
            listeners:
              - bind: 127.0.0.1:0
            admin:
              bind: 127.0.0.1:0
            runtime: {watch: false}
            distributions:
              - id: demo
                origins:
            %s
                defaultCacheBehavior: {targetOriginId: open}
                cacheBehaviors:
            %s
            """;
    private static final String ORIGIN = """
                  - id: %1$s
                    domainName: %1$s.example
                    address: 127.0.0.1
                    customOriginConfig:
                      httpsPort: %2$d
                      originProtocolPolicy: https-only
                      trust: {caBundle: demo-ca.pem}
                      originMtlsConfig:
                        clientCertificate: {chain: %1$s-client.pem, key: %1$s-client.key}
            """;
    private static final String BEHAVIOR = """
                  - {pathPattern: /%1$s*, targetOriginId: %1$s}
            """;

    static DemoConfig of(DemoOrigins origins) {
        StringBuilder originItems = new StringBuilder();
        StringBuilder behaviorItems = new StringBuilder();
        for (DemoRequest request : DemoRequest.ALL) {
            int port = origins.origin(request).port();
            originItems.append(ORIGIN.formatted(request.origin(), port));
            behaviorItems.append(BEHAVIOR.formatted(request.origin()));
        }
        String yaml = FRAME.formatted(originItems, behaviorItems);
        ConfigResult read = ConfigReader.read(NAME.toString(), yaml, Path.of("/"), Map.of());
        if (read instanceof ConfigResult.Invalid invalid) {
            throw new IllegalStateException(invalid.problems().toString());
        }
        ProxyConfig config = ((ConfigResult.Valid) read).config();
        return new DemoConfig(config, load(config, origins));
    }

    private static LoadResult.Complete load(ProxyConfig config, DemoOrigins origins) {
        Map<ClientCertificateRef, ClientCertificate> certificates = new LinkedHashMap<>();
        Map<OriginTrust, PeerTrust> trust = new LinkedHashMap<>();
        config.distributions().get(0).origins().forEach(origin -> {
            CustomOriginConfig custom = origin.customOriginConfig();
            trust.put(custom.trust(), origins.trust());
            DemoRequest.ALL.stream()
                    .filter(request -> request.origin().equals(origin.id()))
                    .forEach(request -> custom.originMtlsConfig()
                            .ifPresent(mtls -> certificates.put(
                                    mtls.certificate(),
                                    origins.clientCertificate(request, origin.id() + "-client.pem"))));
        });
        List<ListenerSetup> listeners = config.listeners().stream()
                .map(listener -> new ListenerSetup(listener.bind(), Optional.empty()))
                .toList();
        return new LoadResult.Complete(listeners, new Material(certificates, trust), List.of());
    }
}
