package dev.countersign.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.yaml.Problems;
import dev.countersign.config.yaml.YamlParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DocumentJsonTest {
    @Test
    void jsonGoesOutAsItCameIn() {
        String json = """
                {
                  "Quantity": 1,
                  "Text": "1",
                  "No": false,
                  "Word": "false",
                  "Nothing": null,
                  "Null": "null",
                  "Empty": "",
                  "Exact": 1.50,
                  "Large": 123456789012345678901234567890,
                  "Exponent": -1E+2,
                  "Nested": {
                    "List": [
                      [],
                      {},
                      "a\\"b\\\\c\\nd\\u001Be\\u202E"
                    ]
                  },
                  "": "empty name"
                }""";

        assertThat(written(json)).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"012", "1.", ".5", "+1", "0x1F", "1_000", "NaN", "2020-01-01", "yes"})
    void whatJsonHasNoNumberForIsText(String plain) {
        assertThat(written("{a: " + plain + "}")).contains("\"a\": \"" + plain + "\"");
    }

    private static String written(String text) {
        Problems problems = new Problems();
        return DocumentJson.of(
                YamlParser.parse("t", text, problems).orElseThrow(() -> new AssertionError(problems.inFileOrder())));
    }
}
