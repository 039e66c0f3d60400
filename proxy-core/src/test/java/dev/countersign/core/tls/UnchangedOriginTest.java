package dev.countersign.core.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.NginxOrigin;
import dev.countersign.testkit.origin.NginxSettings;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An origin that looks the same in the next snapshot keeps its pools; what they were made with goes all the same. */
final class UnchangedOriginTest {
    @TempDir
    static Path directory;

    @Test
    void originThatNoSnapshotChangesIsConnectedToUnderEachOfThem() throws Exception {
        Partners partners = new Partners(directory);
        try (NginxOrigin origin = NginxOrigin.start(NginxSettings.of(partners.originAsking(Asking.REQUIRED, "TLSv1.3"))
                        .withoutKeepAlive());
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        partners.entry("o", origin.port(), partners.a).alone())) {
            for (int number = 1; number <= 4; number++) {
                // Several viewers, so that every event loop has a pool.
                for (int i = 0; i < 4; i++) {
                    assertThat(Asked.get(proxy, "/").status())
                            .as("snapshot " + number)
                            .isEqualTo(200);
                    assertThat(proxy.log().next().get("snapshot")).isEqualTo(String.valueOf(number));
                }
                proxy.swap(partners.entry("o", origin.port(), partners.a).alone(), number + 1);
            }
        }
    }
}
