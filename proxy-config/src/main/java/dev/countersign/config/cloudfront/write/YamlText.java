package dev.countersign.config.cloudfront.write;

import dev.countersign.config.yaml.YamlNode;
import dev.countersign.config.yaml.YamlNode.Entry;
import dev.countersign.config.yaml.YamlNode.Mapping;
import dev.countersign.config.yaml.YamlNode.Scalar;
import dev.countersign.config.yaml.YamlNode.Sequence;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.emitter.Emitter;
import org.yaml.snakeyaml.events.DocumentEndEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.ImplicitTuple;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.events.StreamEndEvent;
import org.yaml.snakeyaml.events.StreamStartEvent;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/** A tree as YAML for people: what is small stands on one line, quotes only where YAML, whoever reads it, needs them. */
final class YamlText {
    private static final int WIDTH = 120;

    /** What fits on one line after its key and some indentation. */
    private static final int ON_ONE_LINE = 80;

    private final Emitter emitter;
    private final Resolver resolver = new Resolver();

    private YamlText(Emitter emitter) {
        this.emitter = emitter;
    }

    static String of(YamlNode root) {
        DumperOptions options = new DumperOptions();
        options.setWidth(WIDTH);
        options.setSplitLines(false);
        options.setIndent(2);
        options.setIndicatorIndent(2);
        options.setIndentWithIndicator(true);
        options.setAllowUnicode(false);
        StringWriter text = new StringWriter();
        try {
            new YamlText(new Emitter(text, options)).document(root);
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory does not fail", impossible);
        }
        return text.toString();
    }

    private void document(YamlNode root) throws IOException {
        emitter.emit(new StreamStartEvent(null, null));
        emitter.emit(new DocumentStartEvent(null, null, false, null, null));
        node(root);
        emitter.emit(new DocumentEndEvent(null, null, false));
        emitter.emit(new StreamEndEvent(null, null));
    }

    private void node(YamlNode node) throws IOException {
        if (node instanceof Mapping mapping) {
            emitter.emit(new MappingStartEvent(null, null, true, null, null, style(node)));
            for (Entry entry : mapping.entries()) {
                scalar(entry.key(), false);
                node(entry.value());
            }
            emitter.emit(new MappingEndEvent(null, null));
        } else if (node instanceof Sequence sequence) {
            emitter.emit(new SequenceStartEvent(null, null, true, null, null, style(node)));
            for (YamlNode item : sequence.items()) {
                node(item);
            }
            emitter.emit(new SequenceEndEvent(null, null));
        } else {
            Scalar scalar = (Scalar) node;
            scalar(scalar.text(), scalar.plain());
        }
    }

    private void scalar(String text, boolean plain) throws IOException {
        ScalarStyle style = !plain && needsQuotes(text) ? ScalarStyle.DOUBLE_QUOTED : ScalarStyle.PLAIN;
        emitter.emit(new ScalarEvent(null, null, new ImplicitTuple(true, true), text, null, null, style));
    }

    /**
     * Other readers would take it for a number, a date or a boolean; or it has line breaks or more than ASCII, which the
     * emitter only writes well in these quotes. Where YAML itself wants quotes, the emitter sets them.
     */
    private boolean needsQuotes(String text) {
        return text.chars().anyMatch(c -> c < ' ' || c > '~')
                || !resolver.resolve(NodeId.scalar, text, true).equals(Tag.STR);
    }

    /** Lists of plain values, and small objects; on one line the emitter puts whatever has a colon in quotes. */
    private static FlowStyle style(YamlNode node) {
        return isFlat(node) && length(node) <= ON_ONE_LINE ? FlowStyle.FLOW : FlowStyle.BLOCK;
    }

    private static boolean isFlat(YamlNode node) {
        return node instanceof Sequence sequence
                ? sequence.items().stream().allMatch(YamlText::fitsBesideOthers)
                : node instanceof Mapping mapping
                        && mapping.entries().stream().allMatch(entry -> fitsBesideOthers(entry.value()));
    }

    private static boolean fitsBesideOthers(YamlNode node) {
        return node instanceof Scalar scalar && scalar.text().indexOf(':') < 0;
    }

    private static int length(YamlNode node) {
        if (node instanceof Sequence sequence) {
            return sequence.items().stream().mapToInt(item -> length(item) + 2).sum();
        }
        if (node instanceof Mapping mapping) {
            return mapping.entries().stream()
                    .mapToInt(entry -> entry.key().length() + length(entry.value()) + 4)
                    .sum();
        }
        return ((Scalar) node).text().length();
    }
}
