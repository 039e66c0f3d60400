package dev.countersign.config.yaml;

import dev.countersign.config.Position;
import dev.countersign.config.yaml.YamlNode.Entry;
import dev.countersign.config.yaml.YamlNode.Mapping;
import dev.countersign.config.yaml.YamlNode.Scalar;
import dev.countersign.config.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Turns YAML text into nodes with places. Takes the plain part of YAML only: one document, no anchors, aliases, merge
 * keys or tags, so a value stands in exactly one place and a small file cannot unfold into a large tree.
 */
public final class YamlParser {
    /** Twice the depth of the deepest key there is. */
    private static final int MAX_DEPTH = 24;

    private static final int MAX_NODES = 500_000;
    private static final Pattern FUNCTION = Pattern.compile("![A-Z][A-Za-z0-9]{1,40}");
    private static final String NO_TAGS = "YAML tags (!name) are not taken; remove it";

    /** Ends parsing: what follows cannot be understood any more. */
    private static final class Stop extends Exception {
        private static final long serialVersionUID = 1;

        private final Position position;

        Stop(Position position, String sentence) {
            super(sentence, null, false, false);
            this.position = position;
        }
    }

    private final String file;
    private final Parser events;
    private final Problems problems;
    private final boolean functions;
    private int nodes;

    private YamlParser(String file, String yaml, Problems problems, boolean functions) {
        this.file = file;
        this.problems = problems;
        this.functions = functions;
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(SourceText.MAX_BYTES);
        this.events = new ParserImpl(new StreamReader(yaml), options);
    }

    /** The only document's root; empty with a problem added when there is none or it is not YAML. */
    public static Optional<YamlNode> parse(String file, String text, Problems problems) {
        return parse(file, text, problems, false);
    }

    /**
     * The same for a template of CloudFormation's, whose tags are functions: {@code !Ref X} is read as {@code {Ref: X}},
     * {@code !Sub X} as {@code {"Fn::Sub": X}}.
     */
    public static Optional<YamlNode> template(String file, String text, Problems problems) {
        return parse(file, text, problems, true);
    }

    private static Optional<YamlNode> parse(String file, String text, Problems problems, boolean functions) {
        Optional<String> yaml = SourceText.printable(file, text, problems);
        if (yaml.isEmpty()) {
            return Optional.empty();
        }
        YamlParser parser = new YamlParser(file, yaml.orElseThrow(), problems, functions);
        try {
            return Optional.of(parser.document());
        } catch (Stop e) {
            problems.add(e.position, String.valueOf(e.getMessage()));
        } catch (MarkedYAMLException e) {
            problems.add(parser.position(e.getProblemMark(), ""), parser.sentence(e.getProblem()));
        } catch (YAMLException e) {
            problems.add(new Position(file, 1, 1, ""), "is not valid YAML: " + e.getMessage());
        }
        return Optional.empty();
    }

    /** The library quotes tags it does not know, which may be a misplaced secret, and otherwise single characters only. */
    private String sentence(String problem) {
        String language = functions ? "JSON or YAML" : "YAML";
        return problem.contains("tag handle")
                ? NO_TAGS
                : "is not valid " + language + " here: " + Wording.escape(problem);
    }

    private YamlNode document() throws Stop {
        events.getEvent();
        if (events.checkEvent(Event.ID.StreamEnd)) {
            throw new Stop(new Position(file, 1, 1, ""), "is empty; start from a file in examples/");
        }
        events.getEvent();
        YamlNode root = node("", 0);
        events.getEvent();
        if (!events.checkEvent(Event.ID.StreamEnd)) {
            Position second = position(events.peekEvent().getStartMark(), "");
            throw new Stop(second, "starts a second YAML document; keep one document in the file");
        }
        return root;
    }

    private YamlNode node(String path, int depth) throws Stop {
        Event event = events.getEvent();
        Position position = position(event.getStartMark(), path);
        if (event.is(Event.ID.Alias)) {
            throw new Stop(position, "YAML aliases (*name) are not taken; write the value out");
        }
        Optional<String> tag = tag((NodeEvent) event);
        refuseDecorations((NodeEvent) event, tag, position);
        if (++nodes > MAX_NODES) {
            throw new Stop(position, "the file holds more than " + MAX_NODES + " values; split it");
        }
        if (depth > MAX_DEPTH) {
            throw new Stop(position, "is nested more than " + MAX_DEPTH + " levels deep; no key needs that");
        }
        YamlNode node = event instanceof ScalarEvent scalar
                ? new Scalar(position, scalar.getValue(), scalar.isPlain())
                : event.is(Event.ID.SequenceStart) ? sequence(position, depth) : mapping(position, depth);
        return tag.isPresent() ? function(tag.orElseThrow(), node) : node;
    }

    private static YamlNode function(String tag, YamlNode argument) {
        String name = tag.substring(1);
        String key = name.equals("Ref") || name.equals("Condition") ? name : "Fn::" + name;
        return new Mapping(argument.position(), List.of(new Entry(argument.position(), key, argument)));
    }

    private static Optional<String> tag(NodeEvent event) {
        return event instanceof ScalarEvent scalar
                ? Optional.ofNullable(scalar.getTag())
                : event instanceof CollectionStartEvent start ? Optional.ofNullable(start.getTag()) : Optional.empty();
    }

    private void refuseDecorations(NodeEvent event, Optional<String> tag, Position position) throws Stop {
        if (event.getAnchor() != null) {
            throw new Stop(position, "YAML anchors (&name) are not taken; write the value out where it is needed");
        }
        if (tag.filter(it -> !functions || !FUNCTION.matcher(it).matches()).isPresent()) {
            throw new Stop(position, NO_TAGS);
        }
    }

    private YamlNode sequence(Position position, int depth) throws Stop {
        List<YamlNode> items = new ArrayList<>();
        while (!events.checkEvent(Event.ID.SequenceEnd)) {
            items.add(node(position.keyPath() + "[" + items.size() + "]", depth + 1));
        }
        events.getEvent();
        return new Sequence(position, items);
    }

    private YamlNode mapping(Position position, int depth) throws Stop {
        List<Entry> entries = new ArrayList<>();
        Map<String, Position> seen = new HashMap<>();
        String prefix = position.keyPath().isEmpty() ? "" : position.keyPath() + ".";
        while (!events.checkEvent(Event.ID.MappingEnd)) {
            if (!(node(position.keyPath(), depth + 1) instanceof Scalar key)) {
                throw new Stop(position, "has a key that is itself a list or mapping; write a plain key");
            }
            String path = prefix + Wording.oneLine(key.text());
            Position place =
                    new Position(file, key.position().line(), key.position().column(), path);
            if (key.plain() && key.text().equals("<<")) {
                throw new Stop(place, "YAML merge keys (<<) are not taken; write the values out");
            }
            YamlNode value = node(path, depth + 1);
            if (key.plain() && key.text().contains(":") && value instanceof Scalar scalar && scalar.isNull()) {
                // What follows the colon may be a secret: neither it nor a path that holds it is repeated.
                Position start = new Position(file, place.line(), place.column(), position.keyPath());
                problems.add(start, "has a key without a space after its colon; write key: value");
                continue;
            }
            Position first = seen.putIfAbsent(key.text(), place);
            if (first == null) {
                entries.add(new Entry(place, key.text(), value));
            } else {
                problems.add(place, "is given twice, first on line " + first.line() + "; keep one of the two");
            }
        }
        events.getEvent();
        return new Mapping(position, entries);
    }

    private Position position(Mark mark, String path) {
        return new Position(file, mark.getLine() + 1, mark.getColumn() + 1, path);
    }
}
