package dev.countersign.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The arithmetic of a load run's report, on samples whose answer is known. One tick is 10 ms, one page 1 MiB. */
final class LoadReportTest {
    private static final String VERSIONS = """
            version countersign 0.1.0 "quoted"
            version nginx 1.22.1
            version haproxy 2.6.12
            """;

    @TempDir
    Path directory;

    @Test
    void ratioPairsWhatRanInTheSameRound() throws Exception {
        // Costs of 20, 40, 30 µs in the first round, and of 60, 40, 80 µs in the second, on a slower machine.
        String table = report(VERSIONS, """
                1 countersign 10000 2000 15 5 90
                1 nginx 10000 2000 20 20 20
                1 haproxy 10000 2000 10 20 25
                2 haproxy 10000 1000 40 40 26
                2 nginx 10000 1000 20 20 21
                2 countersign 10000 1000 30 30 95
                """);
        assertThat(table)
                .contains("| countersign | 0.1.0 \"quoted\" | 40.0 (20.0–60.0) | 1.08 (0.67–1.50) | 1500 | 95 |")
                .contains("| nginx | 1.22.1 | 40.0 (40.0–40.0) | 1.17 (1.00–1.33) | 1500 | 21 |")
                .contains("| haproxy | 2.6.12 | 55.0 (30.0–80.0) | 1.50 (1.00–2.00) | 1500 | 26 |");
    }

    @Test
    void medianOfAnOddNumberIsTheMiddleOne() throws Exception {
        String table = report("version nginx 1.22.1\n", """
                1 nginx 10000 1000 90 0 20
                2 nginx 10000 3000 10 0 20
                3 nginx 10000 2000 20 0 20
                """);
        assertThat(table).contains("| nginx | 1.22.1 | 20.0 (10.0–90.0) | 1.00 (1.00–1.00) | 2000 | 20 |");
    }

    @Test
    void withoutAPeerThereIsNoRatio() throws Exception {
        String table = report("version countersign 0.1.0\n", "1 countersign 10000 2000 15 5 90\n");
        assertThat(table).contains("| countersign | 0.1.0 | 20.0 (20.0–20.0) | – | 2000 | 90 |");
        assertThat(json()).contains("\"ratio\":null");
    }

    @Test
    void jsonHoldsEverySampleWithUserAndSystemTimeApart() throws Exception {
        report(
                VERSIONS,
                "1 countersign 10000 2000 15 5 90\n1 nginx 10000 2000 20 20 20\n1 haproxy 10000 2000 10 20 25\n");
        assertThat(json())
                .contains("\"version\":\"0.1.0 \\\"quoted\\\"\"")
                .contains("\"microsPerRequest\":{\"median\":20.00,\"min\":20.00,\"max\":20.00}")
                .contains("\"ratio\":{\"median\":0.667,\"min\":0.667,\"max\":0.667}")
                .contains(
                        "{\"round\":1,\"requests\":10000,\"requestsPerSecond\":2000.0,\"userMicros\":15.00,\"systemMicros\":5.00,\"residentMiB\":90.0}");
    }

    private String report(String versions, String samples) throws IOException, InterruptedException {
        Path script = Path.of(System.getProperty("countersign.root"), "benchmarks/load/report.awk");
        Path table = directory.resolve("table");
        List<String> settings = Stream.of(
                        "ticks=100",
                        "page=1048576",
                        "json=" + directory.resolve("json"),
                        "date=2026-01-01T00:00:00Z",
                        "kernel=Linux",
                        "cpus=2",
                        "viewer=tls",
                        "body=1024",
                        "connections=64",
                        "seconds=5",
                        "warmUp=15")
                .flatMap(setting -> Stream.of("-v", setting))
                .toList();
        List<String> command = Stream.of(
                        Stream.of("awk"),
                        settings.stream(),
                        Stream.of("-f", script.toString(), write("versions", versions), write("samples", samples)))
                .flatMap(part -> part)
                .toList();
        Process awk = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(table.toFile())
                .start();
        assertThat(awk.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(awk.exitValue()).as(Files.readString(table)).isZero();
        return Files.readString(table);
    }

    private String write(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content, UTF_8).toString();
    }

    private String json() throws IOException {
        return Files.readString(directory.resolve("json"));
    }
}
