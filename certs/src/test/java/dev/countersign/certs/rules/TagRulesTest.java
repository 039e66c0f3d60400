package dev.countersign.certs.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TagRulesTest {
    @Test
    void fiftyTagsAreTakenAndNotOneMore() {
        taken(many(50));
        refused(many(51), "would have 51 tags: 50 is the most, remove some");
    }

    @Test
    void everyAllowedCharacterIsTaken() {
        taken(Map.of("Stra\u00dfe 7_.:/=+-@", "\u65e5\u672c 42_.:/=+-@", "empty", "", "notaws:", "aws:is fine here"));
    }

    @Test
    void keyHas1To128Characters() {
        taken(Map.of("\ud835\udc00".repeat(128), "v"));
        refused(Map.of("", "v"), "has a tag '' whose key has 0 characters: use 1 to 128");
        refused(
                Map.of("k".repeat(129), "v"),
                "has a tag '" + "k".repeat(128) + "...' whose key has 129 characters: use 1 to 128");
    }

    @Test
    void valueHasUpTo256Characters() {
        taken(Map.of("k", "v".repeat(256)));
        refused(Map.of("k", "v".repeat(257)), "has a tag 'k' whose value has 257 characters: use 256 at most");
    }

    @Test
    void reservedPrefixIsRefusedInAnyCase() {
        refused(
                Map.of("aws:x", "v"),
                "has a tag 'aws:x' whose key begins with aws:, which is reserved: choose another key");
        refused(
                Map.of("AWS:x", "v"),
                "has a tag 'AWS:x' whose key begins with aws:, which is reserved: choose another key");
    }

    @Test
    void otherCharactersAreRefusedAndNotPrinted() {
        refused(
                Map.of("a\u001b[2J\nb", "v"),
                "has a tag 'a?[2J?b' whose key has characters that tags may not have: use letters, digits, spaces and"
                        + " _.:/=+-@");
        refused(
                Map.of("k", "a\nb"),
                "has a tag 'k' whose value has characters that tags may not have: use letters, digits, spaces and _.:/=+-@");
    }

    @Test
    void everyWrongTagIsNamedInOrder() {
        assertThat(TagRules.judge(Map.of("b!", "v", "a!", "v", "aws:c", "v")).refusals())
                .extracting(sentence -> sentence.substring(0, sentence.indexOf("whose")))
                .containsExactly("has a tag 'a!' ", "has a tag 'aws:c' ", "has a tag 'b!' ");
    }

    private static Map<String, String> many(int count) {
        return IntStream.range(0, count).boxed().collect(Collectors.toMap(number -> "key" + number, number -> "v"));
    }

    private static void taken(Map<String, String> tags) {
        assertThat(TagRules.judge(tags)).isEqualTo(new Findings(List.of(), List.of()));
    }

    private static void refused(Map<String, String> tags, String refusal) {
        assertThat(TagRules.judge(tags)).isEqualTo(new Findings(List.of(refusal), List.of()));
    }
}
