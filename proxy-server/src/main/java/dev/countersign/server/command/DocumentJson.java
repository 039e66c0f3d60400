package dev.countersign.server.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import dev.countersign.config.yaml.YamlNode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.regex.Pattern;

/** A tree as JSON: members in their order, numbers with the digits they were written with. */
final class DocumentJson {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final DefaultIndenter LINES = new DefaultIndenter("  ", "\n");
    private static final Separators LAYOUT = Separators.createDefaultInstance()
            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
            .withObjectEmptySeparator("")
            .withArrayEmptySeparator("");

    /** RFC 8259 section 6. */
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    private DocumentJson() {}

    /** Indented by two spaces, without a newline at its end. */
    static String of(YamlNode root) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter()
                    .withSeparators(LAYOUT)
                    .withObjectIndenter(LINES)
                    .withArrayIndenter(LINES));
            // What steers a terminal is not all below the space: C1 controls and marks of direction are escaped, too.
            json.setHighestNonEscapedChar('~');
            write(root, json);
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory does not fail", impossible);
        }
        return text.toString();
    }

    private static void write(YamlNode node, JsonGenerator json) throws IOException {
        if (node instanceof YamlNode.Mapping mapping) {
            json.writeStartObject();
            for (YamlNode.Entry entry : mapping.entries()) {
                json.writeFieldName(entry.key());
                write(entry.value(), json);
            }
            json.writeEndObject();
        } else if (node instanceof YamlNode.Sequence sequence) {
            json.writeStartArray();
            for (YamlNode item : sequence.items()) {
                write(item, json);
            }
            json.writeEndArray();
        } else {
            value((YamlNode.Scalar) node, json);
        }
    }

    /** What stands without quotes is a number, true, false or null where it looks like one; a document may be YAML. */
    private static void value(YamlNode.Scalar scalar, JsonGenerator json) throws IOException {
        String text = scalar.text();
        switch (scalar.plain() ? text.toLowerCase(Locale.ROOT) : "a string") {
            case "true" -> json.writeBoolean(true);
            case "false" -> json.writeBoolean(false);
            case "null", "~", "" -> json.writeNull();
            default -> {
                if (scalar.plain() && NUMBER.matcher(text).matches()) {
                    json.writeNumber(text);
                } else {
                    json.writeString(text);
                }
            }
        }
    }
}
