package dev.countersign.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.http.ByteWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PathRoutesTest {
    private final ByteWriter scratch = new ByteWriter(4);

    private <T> T lookup(PathRoutes<T> routes, String path) {
        byte[] bytes = ("GET " + path + " ").getBytes(StandardCharsets.US_ASCII);
        return routes.lookup(bytes, 4, bytes.length - 1, scratch);
    }

    private static PathRoutes<String> routes(String... patterns) {
        List<PathRoutes.Entry<String>> entries = List.of(patterns).stream()
                .map(pattern -> new PathRoutes.Entry<>(pattern, pattern))
                .toList();
        return PathRoutes.of(entries, "default");
    }

    /** FW-7. */
    @ParameterizedTest
    @CsvSource({
        // pattern, path, matches
        "/a, /a, true",
        "a, /a, true",
        "/a, /A, false",
        "/a, /ab, false",
        "/a, /, false",
        "/ab, /a, false",
        "*, /, true",
        "/*, /, true",
        "*, /a/b, true",
        "/a*, /a, true",
        "/a*, /a/b/c, true",
        "/a*, /b, false",
        "/a/*, /a, false",
        "/a/*, /a/, true",
        "*.jpg, /a/b.jpg, true",
        "*.jpg, /.jpg, true",
        "*.jpg, /a.jpg/b, false",
        "*.jpg, /a.JPG, false",
        "/a?c, /abc, true",
        "/a?c, /a/c, true",
        "/a?c, /ac, false",
        "/a?c, /abbc, false",
        "?a, /xa, true",
        "?a, /a, false",
        "/a*b, /ab, true",
        "/a*b, /a/x/b, true",
        "/ab*b, /ab, false",
        "/*a*, /, false",
        "/*a*, /xax, true",
        "/*ab*ab, /ab, false",
        "/*ab*ab, /abab, true",
        "/*ab*ab, /xabxxab, true",
        "/a*bc*d, /abbcxd, true",
        "/a*b?d*e, /abbcdabxde, true",
        "/a*b?d*e, /abbcde, true",
        "/a*b?d*e, /abbcdx, false",
        "/a**b, /ab, true",
        "/*/x/*, /a/x/b, true",
        "/*/x/*, /a/y/b, false",
        "/_-.$~\"@:+&, /_-.$~\"@:+&, true",
    })
    void patternsMatchAsCloudFrontSays(String pattern, String path, boolean matches) {
        assertThat(lookup(routes(pattern), path)).isEqualTo(matches ? pattern : "default");
    }

    @ParameterizedTest
    @CsvSource({
        // raw path, normal path
        "/a/b/.., /a/",
        "/a/b/../c, /a/c",
        "/a/./b, /a/b",
        "/a/., /a/",
        "/a//b, /a/b",
        "//a, /a",
        "//, /",
        "/a//, /a/",
        "/a//../b, /b",
        "/../a, /a",
        "/.., /",
        "/., /",
        "/a/../../b, /b",
        "/a/.../b, /a/.../b",
        "/a/..b, /a/..b",
        "/a/b.., /a/b..",
        "/.well-known/x, /.well-known/x",
        "/a/%2e%2e/b, /b",
        "/a/%2E./b, /b",
        "/a/.%2e, /",
        "/%61%5F%7e, /a_~",
        "/a%2Fb, /a%2Fb",
        "/a%20b, /a%20b",
        "/a%252e, /a%252e",
        "/a/b%2f.., /a/b%2f..",
        "/a/b, /a/b",
        "'', /",
        "*, *",
    })
    void rawPathsAreMatchedInTheirNormalSpelling(String raw, String normal) {
        // A pattern without a wildcard matches one spelling; the rest must fall through.
        PathRoutes<String> routes = routes(normal.equals("*") ? "/nothing" : normal);
        assertThat(lookup(routes, raw)).isEqualTo(normal.equals("*") ? "default" : normal);
    }

    @Test
    void encodedDotsDoNotEscapeABehavior() {
        PathRoutes<String> routes = routes("/admin*", "/public/*");
        assertThat(lookup(routes, "/public/%2e%2e/admin")).isEqualTo("/admin*");
        assertThat(lookup(routes, "/public/..//admin/x")).isEqualTo("/admin*");
        assertThat(lookup(routes, "//admin")).isEqualTo("/admin*");
        assertThat(lookup(routes, "/%61dmin")).isEqualTo("/admin*");
        assertThat(lookup(routes, "/public/%2e%2e%2fadmin")).isEqualTo("/public/*");
    }

    @Test
    void cloudFrontsExampleHolds() {
        assertThat(lookup(routes("/a/b*", "/a*"), "/a/b/..")).isEqualTo("/a*");
    }

    /** FW-7. */
    @Test
    void firstMatchWinsThenTheDefault() {
        PathRoutes<String> routes = routes("/a/b*", "/a*", "*.png", "/a/b/c");
        assertThat(lookup(routes, "/a/b/c")).isEqualTo("/a/b*");
        assertThat(lookup(routes, "/a/x.png")).isEqualTo("/a*");
        assertThat(lookup(routes, "/b/x.png")).isEqualTo("*.png");
        assertThat(lookup(routes, "/b")).isEqualTo("default");
        assertThat(lookup(routes(), "/b")).isEqualTo("default");
    }
}
