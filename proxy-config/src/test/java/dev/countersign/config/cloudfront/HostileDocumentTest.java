package dev.countersign.config.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.countersign.config.yaml.Problems;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a document holds, reading it ends with a distribution or with problems. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class HostileDocumentTest {
    private static final int MUTATIONS = 3000;

    @TempDir
    Path directory;

    @Test
    void depthIsLimited() {
        assertThat(Documents.problems(Documents.read(directory, "[".repeat(100_000))))
                .singleElement()
                .asString()
                .contains("is nested more than 24 levels deep");
        assertThat(Documents.problems(Documents.read(directory, "{\"a\":".repeat(100_000))))
                .singleElement()
                .asString()
                .contains("is nested more than 24 levels deep");
        assertThat(Documents.problems(Documents.read(directory, "a: " + "!Sub [".repeat(100_000))))
                .singleElement()
                .asString()
                .contains("is nested more than 24 levels deep");
    }

    @Test
    void sizeIsLimited() {
        String large = "{\"Comment\": \"" + "x".repeat(9 << 20) + "\"}";
        assertThat(Documents.problems(Documents.read(directory, large)))
                .containsExactly("dist.json:1:1: is larger than 8MiB; split it, or check that it is the right file");
    }

    @Test
    void numberOfValuesIsLimited() {
        String many = "{\"Aliases\": [" + "1,".repeat(600_000) + "1]}";
        assertThat(Documents.problems(Documents.read(directory, many)))
                .singleElement()
                .asString()
                .contains("the file holds more than 500000 values");
    }

    @Test
    void unknownMembersAreNotComparedWithoutEnd() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 200_000; i++) {
            many.append("\"").append("z".repeat(12)).append(i).append("\": 1,\n");
        }
        assertThat(Documents.problems(Documents.read(directory, Documents.BASE.replaceFirst("\\{", "{" + many))))
                .singleElement()
                .asString()
                .contains("is one of more than 100 members that are not known here");
    }

    @Test
    void aliasesCannotUnfold() {
        assertThat(Documents.problems(Documents.read(directory, "a: &x [1]\nOrigins: [*x, *x]\n")))
                .singleElement()
                .asString()
                .contains("YAML anchors (&name) are not taken");
    }

    @Test
    void directoryIsNoDocument() {
        String yaml = Documents.YAML.replace("dist.json", ".");
        assertThat(Documents.problems(Documents.read(directory, "{}", yaml)))
                .singleElement()
                .asString()
                .contains("is a directory");
    }

    @Test
    void tabsIndentJson() {
        assertThat(Documents.problems(Documents.read(directory, Documents.BASE.replace("  ", "\t"))))
                .isEmpty();
    }

    /** Some writers of JSON escape every slash; a backslash that is escaped escapes nothing (RFC 8259 section 7). */
    @Test
    void slashesMayBeEscaped() {
        String escaped = Documents.BASE.replace("/", "\\/").replaceFirst("\\{", "{\"Comment\": \"a\\\\\\\\/b\\\\/c\",");
        var read = Documents.distribution(Documents.read(directory, escaped));

        assertThat(read.source().orElseThrow().document().config().child("Comment"))
                .hasValueSatisfying(
                        comment -> assertThat(Documents.plain(comment)).isEqualTo("a\\/b/c"));
        assertThat(read.origins().get(0).customOriginConfig().originMtlsConfig())
                .hasValueSatisfying(
                        mtls -> assertThat(mtls.certificate().toString()).contains("123456789012:certificate/cert-1"));
    }

    @Test
    void brokenDocumentsAreAnswered() {
        long seed = 20_260_211;
        Random random = new Random(seed);
        String[] sources = {
            Documents.BASE,
            Documents.resource("cloudfront/get-distribution-config.json"),
            Documents.resource("cloudfront/template.yaml")
        };
        String[] pieces = {
            "{",
            "}",
            "[",
            "]",
            "\"",
            ":",
            ",",
            "null",
            "true",
            "-1",
            "\"Ref\":",
            "Quantity",
            "Items",
            "!Ref x",
            "${",
            "\n",
            ""
        };
        for (int i = 0; i < MUTATIONS; i++) {
            StringBuilder document = new StringBuilder(sources[i % sources.length]);
            for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
                int from = random.nextInt(document.length());
                int to = Math.min(document.length(), from + random.nextInt(40));
                document.replace(from, to, pieces[random.nextInt(pieces.length)]);
            }
            String what = "seed " + seed + ", mutation " + i + ": " + document;
            assertThatCode(() -> Documents.read(directory, document.toString()))
                    .as(what)
                    .doesNotThrowAnyException();
            Problems problems = new Problems();
            var read = CloudFrontDocument.parse("dist.json", document.toString(), problems);
            assertThat(read.isPresent() || !problems.isEmpty()).as(what).isTrue();
        }
    }
}
