package dev.countersign.config.cloudfront.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.yaml.Problems;
import dev.countersign.config.yaml.YamlNode;
import dev.countersign.config.yaml.YamlParser;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** YAML that is written is the YAML that is read. */
final class YamlTextTest {
    @Test
    void smallThingsStandOnOneLineAndQuotesOnlyWhereTheyAreNeeded() {
        YamlNode tree = new Nodes.Members()
                .add("aliases", Nodes.sequence(List.of(Nodes.text("a.example"), Nodes.text("*.a.example"))))
                .add(
                        "origins",
                        Nodes.sequence(List.of(new Nodes.Members()
                                .add("id", "a")
                                .add("port", Nodes.number(443))
                                .add("header", "443")
                                .add("empty", "")
                                .add("off", "off")
                                .add(
                                        "config",
                                        new Nodes.Members().add("mode", "offer").mapping())
                                .mapping())))
                .add("none", Nodes.sequence(List.of()))
                .mapping();

        assertThat(YamlText.of(tree)).isEqualTo("""
                aliases: [a.example, '*.a.example']
                origins:
                  - id: a
                    port: 443
                    header: "443"
                    empty: ""
                    "off": "off"
                    config: {mode: offer}
                none: []
                """);
    }

    @Test
    void everyTextSurvives() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "aZ09 :#-?*&!|>'\"%@`{}[],\t\n\\~=<$./ü\u0085\u00a0\u2028\ufeff\ud83d\ude00";
        int[] points = alphabet.codePoints().toArray();
        for (int round = 0; round < 3000; round++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                text.appendCodePoint(points[random.nextInt(points.length)]);
            }
            YamlNode tree = new Nodes.Members()
                    .add("k" + text, Nodes.sequence(List.of(Nodes.text(text.toString()), Nodes.text("x"))))
                    .add(
                            "one",
                            new Nodes.Members()
                                    .add("deep", Nodes.sequence(List.of()))
                                    .add("v", text.toString())
                                    .mapping())
                    .mapping();
            String yaml = YamlText.of(tree);
            Problems problems = new Problems();
            assertThat(YamlParser.parse("t", yaml, problems).map(YamlTextTest::texts))
                    .as("seed %d, %s: %s", seed, problems.inFileOrder(), yaml)
                    .contains(texts(tree));
        }
    }

    /** Without the difference between quoted and plain, which reading does not make either. */
    private static String texts(YamlNode tree) {
        return Trees.words(tree).replace("\"", "");
    }
}
