package dev.countersign.config.yaml;

import dev.countersign.config.Located;
import dev.countersign.config.Position;
import dev.countersign.config.yaml.YamlNode.Entry;
import dev.countersign.config.yaml.YamlNode.Mapping;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The keys of one mapping. Asking for a key makes it a known one; the keys nobody asked for are reported at the end, so
 * the list of known keys cannot drift from what is read.
 */
public final class Fields {
    private final Mapping mapping;
    private final Reading reading;
    private final Set<String> known = new LinkedHashSet<>();
    private final Set<String> explained = new LinkedHashSet<>();

    Fields(Mapping mapping, Reading reading) {
        this.mapping = mapping;
        this.reading = reading;
    }

    /** Where the mapping stands. */
    public Position position() {
        return mapping.position();
    }

    /** Where the key's value stands, or would have to. */
    public Position position(String key) {
        return entry(key).map(entry -> entry.value().position()).orElseGet(() -> missing(key));
    }

    private Position missing(String key) {
        return mapping.position().member(reading.spelling().key(key));
    }

    /**
     * Says what is wrong at a place in this mapping.
     *
     * @param sentence names the remedy and holds no secret
     */
    public void problem(Position position, String sentence) {
        reading.problems().add(position, reading.spelling().sentence(sentence));
    }

    /**
     * Says what is as written, but may not be as meant.
     *
     * @param sentence holds no secret
     */
    public void warning(Position position, String sentence) {
        reading.problems().warn(position, reading.spelling().sentence(sentence));
    }

    /** Has it been put together from a document of another spelling? */
    public boolean translated() {
        return reading.translated();
    }

    /** Is the key written, whether it is known or not? */
    public boolean has(String key) {
        return entry(key).isPresent();
    }

    /** What is written at {@code path}, key below key; makes none of them known. */
    public Optional<NamedValue> peek(String first, String... further) {
        Optional<Entry> found = entry(mapping, first);
        for (String key : further) {
            found = found.flatMap(
                    outer -> outer.value() instanceof Mapping inner ? entry(inner, key) : Optional.empty());
        }
        return found.map(this::named);
    }

    private NamedValue named(Entry entry) {
        return new NamedValue(entry.key(), entry.position(), new Value(entry.value(), reading));
    }

    private Optional<Entry> entry(String key) {
        return entry(mapping, key);
    }

    private static Optional<Entry> entry(Mapping mapping, String key) {
        return mapping.entry(key);
    }

    /** The value of a key that may be absent. */
    public Optional<Value> value(String key) {
        known.add(key);
        return entry(key).map(entry -> new Value(entry.value(), reading));
    }

    /** The value of a key that may be absent, or say so as {@code none}. */
    public Optional<Value> valueUnlessNone(String key) {
        return value(key).filter(value -> !value.isNone());
    }

    /** The value of a key that must be there. */
    public Optional<Value> required(String key, String remedy) {
        Optional<Value> value = value(key);
        if (value.isEmpty()) {
            problem(missing(key), "is missing; " + remedy);
        }
        return value;
    }

    /** A key that people write here although it belongs elsewhere, or is spelled otherwise: {@code sentence} says so. */
    public void explain(String key, String sentence) {
        entry(key).ifPresent(entry -> problem(entry.position(), sentence));
        explained.add(key);
    }

    public boolean bool(String key, boolean fallback) {
        return value(key).flatMap(Value::bool).orElse(fallback);
    }

    public int integer(String key, int least, int most, int fallback) {
        return value(key)
                .flatMap(value -> value.integer(least, most))
                .map(Long::intValue)
                .orElse(fallback);
    }

    public Duration duration(String key, Duration least, Duration most, Duration fallback) {
        return value(key).flatMap(value -> value.duration(least, most)).orElse(fallback);
    }

    /** Bytes. */
    public long size(String key, long least, long most, long fallback) {
        return value(key).flatMap(value -> value.size(least, most)).orElse(fallback);
    }

    /** Bytes that fit one buffer. */
    public int bufferSize(String key, int least, int most, int fallback) {
        return (int) size(key, least, most, fallback);
    }

    public <E> E choice(String key, List<E> choices, Function<E, String> label, E fallback) {
        return value(key).flatMap(value -> value.choice(choices, label)).orElse(fallback);
    }

    /**
     * A path made absolute; what it names need not exist.
     *
     * @param fallback as it could be written, relative or absolute
     */
    public Located<Path> path(String key, String fallback) {
        Path absent = reading.baseDirectory().resolve(fallback).toAbsolutePath().normalize();
        return value(key).flatMap(Value::path).orElseGet(() -> new Located<>(absent, position(key)));
    }

    /** A section that may be absent: read then as if it were an empty mapping. */
    public <T> T section(String key, Function<Fields, T> section) {
        return value(key)
                .flatMap(value -> value.mapping(section))
                .orElseGet(() -> section.apply(new Fields(new Mapping(missing(key), List.of()), reading)));
    }

    /** The items of a list of mappings that may be absent. */
    public <T> List<T> list(String key, Function<Fields, T> section) {
        return value(key).map(value -> each(value, section)).orElseGet(List::of);
    }

    /** The items of a list of mappings that must hold at least one. */
    public <T> List<T> requiredList(String key, String remedy, Function<Fields, T> section) {
        Optional<Value> list = required(key, remedy);
        list.filter(Value::isEmptyList).ifPresent(empty -> empty.problem("is empty; " + remedy));
        return list.map(value -> each(value, section)).orElseGet(List::of);
    }

    private static <T> List<T> each(Value list, Function<Fields, T> section) {
        return list.items().stream()
                .flatMap(item -> item.mapping(section).stream())
                .toList();
    }

    /** Every key with its value, for mappings whose keys are names the operator chooses; makes all of them known. */
    public List<NamedValue> all() {
        List<NamedValue> all = new ArrayList<>();
        for (Entry entry : mapping.entries()) {
            known.add(entry.key());
            all.add(named(entry));
        }
        return all;
    }

    /**
     * A key with its value.
     *
     * @param position of the key
     */
    public record NamedValue(String key, Position position, Value value) {}

    void reportUnknown() {
        String pattern = position().keyPattern();
        String prefix = pattern.isEmpty() ? "" : pattern + ".";
        for (Entry entry : mapping.entries()) {
            if (!known.contains(entry.key()) && !explained.contains(entry.key())) {
                reportUnknown(entry, prefix);
            }
        }
    }

    private void reportUnknown(Entry entry, String prefix) {
        String path = prefix + entry.key();
        List<String> describing = reading.unavailable().get(path);
        Value value = new Value(entry.value(), reading);
        if (reading.translated()) {
            reportTranslated(entry, value);
        } else if (describing != null) {
            if (!value.says(describing)) {
                value.problem(notYet(describing));
            }
        } else if (reading.unavailable().keySet().stream().anyMatch(it -> it.startsWith(path + "."))) {
            value.mapping(Fields::position);
        } else {
            problem(
                    entry.position(),
                    "unknown key; " + Wording.didYouMean(entry.key(), names(prefix), "keys here are"));
        }
    }

    /** A translation has no slips: a key that nobody asks for is one whose behaviour is not built. */
    private void reportTranslated(Entry entry, Value value) {
        List<String> describing = reading.unavailable().entrySet().stream()
                .filter(it -> it.getKey().endsWith("." + entry.key()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(List::of);
        if (!value.says(describing)) {
            problem(entry.position(), notYet(describing));
        }
    }

    private static String notYet(List<String> describing) {
        if (describing.isEmpty()) {
            return "not available yet; remove it";
        }
        String value = describing.get(0).isEmpty() ? "\"\"" : describing.get(0);
        return "not available yet; remove it, or write " + value + ", which is what runs now";
    }

    private List<String> names(String prefix) {
        Set<String> names = new LinkedHashSet<>(known);
        for (String path : reading.unavailable().keySet()) {
            if (path.startsWith(prefix)) {
                String rest = path.substring(prefix.length());
                names.add(rest.replaceAll("[.\\[].*", ""));
            }
        }
        return List.copyOf(names);
    }
}
