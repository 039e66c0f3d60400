package dev.countersign.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.countersign.core.http.ByteWriter;
import dev.countersign.core.route.PathRoutes;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to find a path's behavior among many whose patterns begin differently: for a path of the last pattern, and
 * for one of none. Should not depend on the number, and allocate nothing.
 *
 * <p>Not final because JMH extends its state classes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PathLookupBenchmark {
    @Param({"1", "100", "10000"})
    int behaviors;

    private final ByteWriter scratch = new ByteWriter(4096);
    private PathRoutes<Integer> routes = PathRoutes.of(List.of(), 0);
    private byte[] lastPath = {};
    private byte[] noPath = {};

    /** One pattern per tenant, as {@code /tenants/00042/api/*}. */
    @Setup
    public void fill() {
        routes = PathRoutes.of(
                IntStream.range(0, behaviors)
                        .mapToObj(i -> new PathRoutes.Entry<>("/tenants/%05d/api/*".formatted(i), i))
                        .toList(),
                -1);
        lastPath = "/tenants/%05d/api/orders/4711".formatted(behaviors - 1).getBytes(US_ASCII);
        noPath = "/tenants/99999/api/orders/4711".getBytes(US_ASCII);
    }

    /** Returns the behavior, so that the work is not optimized away. */
    @Benchmark
    public Integer pathOfTheLastBehavior() {
        return routes.lookup(lastPath, 0, lastPath.length, scratch);
    }

    /** Returns the default behavior. */
    @Benchmark
    public Integer pathOfNoBehavior() {
        return routes.lookup(noPath, 0, noPath.length, scratch);
    }
}
