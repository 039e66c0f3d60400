package dev.countersign.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.core.http.ByteWriter;
import dev.countersign.core.http.Head;
import dev.countersign.core.http.HeadParser;
import dev.countersign.core.http.ParseResult;
import dev.countersign.core.route.Router.RoutedDistribution;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RouterTest {
    private static final List<RoutedDistribution<String>> NAMED = List.of(
            new RoutedDistribution<>(List.of("*.example.com"), List.of(), "wide"),
            new RoutedDistribution<>(
                    List.of("shop.example.com", "*.b.example.com"),
                    List.of(new PathRoutes.Entry<>("/api/*", "shop-api")),
                    "shop"),
            new RoutedDistribution<>(List.of("[2001:db8::1]", "127.0.0.1", "*.org"), List.of(), "address"));

    private static String route(Router<String> router, String request) {
        Head head = new Head();
        HeadParser parser = HeadParser.forRequests(32_768, 8_192);
        assertThat(parser.parse(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII), head))
                .isEqualTo(ParseResult.COMPLETE);
        return router.route(head, new ByteWriter(64));
    }

    @ParameterizedTest
    @CsvSource({
        // Host, distribution
        "shop.example.com, shop",
        "SHOP.Example.COM, shop",
        "shop.example.com., shop",
        "shop.example.com:8443, shop",
        "shop.example.com.:8443, shop",
        "shop.example.com:, shop",
        "shop.example.com.., none",
        "a.shop.example.com, wide",
        "other.example.com, wide",
        "x.y.example.com, wide",
        "b.example.com, wide",
        "a.b.example.com, shop",
        "A.B.EXAMPLE.COM., shop",
        "x.a.b.example.com, shop",
        "xb.example.com, wide",
        "example.com, none",
        ".example.com, none",
        "xexample.com, none",
        "shop.example.com.evil, none",
        "com, none",
        "[2001:db8::1], address",
        "[2001:DB8::1]:443, address",
        "[2001:db8::2], none",
        "127.0.0.1:80, address",
        "a.org, address",
        "org, none",
        "'', none",
    })
    void hostChoosesTheDistribution(String host, String distribution) {
        Router<String> router = Router.build(NAMED, "none");
        assertThat(route(router, "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
                .isEqualTo(distribution);
    }

    @Test
    void distributionWithoutAliasesAnswersEveryOtherHost() {
        List<RoutedDistribution<String>> all = new ArrayList<>(NAMED);
        all.add(0, new RoutedDistribution<>(List.of(), List.of(new PathRoutes.Entry<>("/x", "any-x")), "any"));
        Router<String> router = Router.build(all, "none");
        assertThat(route(router, "GET / HTTP/1.1\r\nHost: nobody.example\r\n\r\n"))
                .isEqualTo("any");
        assertThat(route(router, "GET /x HTTP/1.0\r\n\r\n")).isEqualTo("any-x");
        assertThat(route(router, "GET /x HTTP/1.1\r\nHost: shop.example.com\r\n\r\n"))
                .isEqualTo("shop");
    }

    @Test
    void pathIsMatchedWithoutTheQuery() {
        Router<String> router = Router.build(NAMED, "none");
        String host = " HTTP/1.1\r\nHost: shop.example.com\r\n\r\n";
        assertThat(route(router, "GET /api/a?b" + host)).isEqualTo("shop-api");
        assertThat(route(router, "GET /x?/api/" + host)).isEqualTo("shop");
        assertThat(route(router, "GET http://shop.example.com/api/a" + host)).isEqualTo("shop-api");
        assertThat(route(router, "GET http://shop.example.com?/api/a" + host)).isEqualTo("shop");
        assertThat(route(router, "OPTIONS *" + host)).isEqualTo("shop");
    }

    @Test
    void manyHostsAreToldApart() {
        List<RoutedDistribution<String>> many = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            many.add(new RoutedDistribution<>(
                    List.of("h" + i + ".example", "*.w" + i + ".example"), List.of(), "d" + i));
        }
        Router<String> router = Router.build(many, "none");
        for (int i = 0; i < 2_000; i++) {
            assertThat(route(router, "GET / HTTP/1.1\r\nHost: H" + i + ".example\r\n\r\n"))
                    .isEqualTo("d" + i);
            assertThat(route(router, "GET / HTTP/1.1\r\nHost: x.w" + i + ".example\r\n\r\n"))
                    .isEqualTo("d" + i);
        }
        assertThat(route(router, "GET / HTTP/1.1\r\nHost: h2000.example\r\n\r\n"))
                .isEqualTo("none");
    }

    @Test
    void ambiguousTablesAreNotBuilt() {
        RoutedDistribution<String> exact = new RoutedDistribution<>(List.of("a.example"), List.of(), "x");
        RoutedDistribution<String> same = new RoutedDistribution<>(List.of("A.example"), List.of(), "y");
        RoutedDistribution<String> none = new RoutedDistribution<>(List.of(), List.of(), "z");
        assertThatThrownBy(() -> Router.build(List.of(exact, same), "none"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("A.example");
        assertThatThrownBy(() -> Router.build(List.of(none, none), "none"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
