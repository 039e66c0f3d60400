package dev.countersign.server.meter;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.countersign.core.meter.OriginMeters;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MicrometerMetersTest {
    private static final String ORIGIN = "distribution=\"shop\",origin=\"a\"";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MicrometerMeters meters = new MicrometerMeters(registry);

    @Test
    void viewersAreCounted() {
        meters.viewerConnectionOpened();
        meters.viewerConnectionOpened();
        meters.viewerConnectionClosed();
        meters.viewerConnectionRefused();
        meters.viewerHandshakeFailed();
        meters.refused("method");
        meters.accessLogDropped(3);
        meters.exchange(200, 7_000_000);
        meters.exchange(502, 3_000_000_000L);

        assertThat(registry.scrape().lines())
                .contains(
                        "http_server_open_connections 1.0",
                        "http_server_connections_refused_total 1.0",
                        "http_server_tls_handshakes_failed_total 1.0",
                        "http_server_requests_refused_total{reason=\"method\"} 1.0",
                        "access_log_lines_dropped_total 3.0",
                        "http_server_request_duration_seconds_bucket{status=\"2xx\",le=\"0.005\"} 0",
                        "http_server_request_duration_seconds_bucket{status=\"2xx\",le=\"0.01\"} 1",
                        "http_server_request_duration_seconds_count{status=\"502\"} 1",
                        "http_server_request_duration_seconds_sum{status=\"502\"} 3.0");
    }

    @Test
    void originsAreCountedEachUnderItsName() {
        OriginMeters origin = meters.origin("shop", "a");
        meters.origin("shop", "b").connectionOpened();
        origin.connectionOpened();
        origin.connectionOpened();
        origin.connectionOpened();
        origin.connectionClosed();
        origin.idleChanged(1);
        origin.waitingChanged(4);
        origin.waitingChanged(-1);
        origin.handshake("accepted", false, 2_000_000);
        origin.handshake("accepted", true, 1_000_000);
        origin.handshake("rejected_unknown_ca", false, 1_000_000);
        origin.exchange(404, 1_000_000);
        origin.failed("connect_timeout");
        origin.fellBack();
        origin.heldBack();
        origin.backingOffChanged(1);

        assertThat(registry.scrape().lines())
                .contains(
                        "http_client_open_connections{" + ORIGIN + ",state=\"active\"} 1.0",
                        "http_client_open_connections{" + ORIGIN + ",state=\"idle\"} 1.0",
                        "http_client_open_connections{distribution=\"shop\",origin=\"b\",state=\"active\"} 1.0",
                        "http_client_waiting_requests{" + ORIGIN + "} 3.0",
                        "origin_mtls_fallbacks_total{" + ORIGIN + "} 1.0",
                        "origin_tls_handshakes_held_total{" + ORIGIN + "} 1.0",
                        "origin_tls_backing_off{" + ORIGIN + "} 1.0",
                        "origin_tls_handshakes_total{distribution=\"shop\",origin=\"a\",outcome=\"accepted\","
                                + "resumed=\"false\"} 1.0",
                        "origin_tls_handshakes_total{distribution=\"shop\",origin=\"a\",outcome=\"accepted\","
                                + "resumed=\"true\"} 1.0",
                        "origin_tls_handshakes_total{distribution=\"shop\",origin=\"a\","
                                + "outcome=\"rejected_unknown_ca\",resumed=\"false\"} 1.0",
                        "origin_tls_handshake_duration_seconds_count{" + ORIGIN + ",resumed=\"false\"} 2",
                        "http_client_request_duration_seconds_count{" + ORIGIN + ",status=\"404\"} 1",
                        "http_client_request_errors_total{distribution=\"shop\",error_type=\"connect_timeout\","
                                + "origin=\"a\"} 1.0");
    }

    @Test
    void equalNamesGiveTheSameMeters() {
        assertThat(meters.origin("shop", "a")).isSameAs(meters.origin("shop", "a"));
        assertThat(meters.origin("shop", "a")).isNotSameAs(meters.origin("shop2", "a"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 000",
        "100, 1xx",
        "200, 2xx",
        "206, 2xx",
        "304, 3xx",
        "400, 4xx",
        "401, 401",
        "403, 403",
        "404, 404",
        "418, 4xx",
        "494, 4xx",
        "500, 5xx",
        "502, 502",
        "503, 503",
        "504, 504",
        "599, 5xx",
        "999, 000"
    })
    void statusesHaveFewLabels(int status, String label) {
        assertThat(StatusLabel.of(status).label()).isEqualTo(label);
    }

    @Test
    void theProcessTellsWhatItIs() {
        ProcessMeters process = new ProcessMeters(registry, "1.2.3");

        assertThat(registry.scrape())
                .contains("version=\"1.2.3\"")
                .contains("jvm_memory_used_bytes")
                .contains("jvm_threads_live_threads")
                .contains("process_uptime_seconds")
                .contains("process_files_open_files");
        process.close();
    }

    @Test
    void theConfigurationInForceIsTold() {
        ReloadMeters reloads = new ReloadMeters(registry, Instant.ofEpochSecond(1_700_000_000), () -> 7);
        assertThat(registry.scrape().lines())
                .contains("config_version 1.0", "config_snapshot 7.0", "config_last_reload_success 1.0")
                .contains("config_last_reload_success_time 1.7E9");

        reloads.refused();
        assertThat(registry.scrape().lines())
                .contains("config_version 1.0", "config_last_reload_success 0.0")
                .contains("config_last_reload_success_time 1.7E9", "config_reloads_total{result=\"refused\"} 1.0");

        reloads.reloaded(2, Instant.ofEpochSecond(1_800_000_000));
        assertThat(registry.scrape().lines())
                .contains("config_version 2.0", "config_last_reload_success 1.0")
                .contains("config_last_reload_success_time 1.8E9", "config_reloads_total{result=\"reloaded\"} 1.0");
    }

    @Test
    void countingARequestMakesNoGarbage() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        OriginMeters origin = meters.origin("shop", "a");
        long before = 0;
        for (int i = 0; i < 60_000; i++) {
            if (i == 50_000) {
                before = threads.getCurrentThreadAllocatedBytes();
            }
            meters.exchange(200, 1_000_000 + i);
            meters.refused("method");
            origin.exchange(200, 1_000_000 + i);
            origin.handshake("accepted", false, 1_000_000 + i);
            origin.failed("connect_timeout");
            origin.idleChanged(1);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .as("bytes for 10,000 rounds")
                .isLessThan(10_000);
    }
}
