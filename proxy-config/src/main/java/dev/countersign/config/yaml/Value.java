package dev.countersign.config.yaml;

import dev.countersign.config.Located;
import dev.countersign.config.Position;
import dev.countersign.config.Secret;
import dev.countersign.config.yaml.YamlNode.Mapping;
import dev.countersign.config.yaml.YamlNode.Scalar;
import dev.countersign.config.yaml.YamlNode.Sequence;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** One value with its place. Every reading method adds a problem and gives empty when the value is not of its kind. */
public final class Value {
    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]{0,17}");

    private final YamlNode node;
    private final Reading reading;

    Value(YamlNode node, Reading reading) {
        this.node = node;
        this.reading = reading;
    }

    public Position position() {
        return node.position();
    }

    /**
     * Says what is wrong with this value.
     *
     * @param sentence names the remedy and holds no secret
     */
    public void problem(String sentence) {
        reading.problems().add(position(), reading.spelling().sentence(sentence));
    }

    /** Has it been put together from a document of another spelling? */
    public boolean translated() {
        return reading.translated();
    }

    /** The file that this value stands in, to read another one that it names. */
    public Reading reading() {
        return reading;
    }

    /** One line of text. */
    public Optional<String> text() {
        Optional<String> text = scalar();
        if (text.isPresent() && text.orElseThrow().chars().anyMatch(Character::isISOControl)) {
            problem("must be a single line without control characters");
            return Optional.empty();
        }
        if (text.isPresent() && SecretText.refersTo(text.orElseThrow())) {
            problem(
                    "${file:...} and ${env:...} are filled in only in passwords and in the values of customHeaders; write the"
                            + " value out");
            return Optional.empty();
        }
        return text;
    }

    /** Text that may refer to a file or an environment variable; no problem repeats any of it. */
    public Optional<Secret> secret() {
        return scalar().flatMap(text -> SecretText.fill(text, this, reading));
    }

    private Optional<String> scalar() {
        if (node instanceof Scalar scalar && !scalar.isNull()) {
            return Optional.of(scalar.text());
        }
        problem(expected("a single value"));
        return Optional.empty();
    }

    private String expected(String kind) {
        return node instanceof Scalar scalar && scalar.isNull()
                ? "has no value; give it " + kind + ", or remove the key"
                : "must be " + kind + ", not " + node.kind();
    }

    public Optional<Boolean> bool() {
        return text().flatMap(text -> {
            if (!text.equals("true") && !text.equals("false")) {
                problem(Wording.quote(text) + " must be true or false");
                return Optional.empty();
            }
            return Optional.of(text.equals("true"));
        });
    }

    public Optional<Long> integer(long least, long most) {
        return text().flatMap(text -> {
            long number = INTEGER.matcher(text).matches() ? Long.parseLong(text) : Long.MIN_VALUE;
            if (number < least || number > most) {
                problem(Wording.quote(text) + " must be a whole number from " + least + " to " + most);
                return Optional.empty();
            }
            return Optional.of(number);
        });
    }

    public Optional<Duration> duration(Duration least, Duration most) {
        return text().flatMap(text -> {
            Optional<Duration> duration = Quantity.duration(text);
            if (duration.isEmpty()) {
                problem(Wording.quote(text)
                        + " is not a duration; write seconds, or a number with ms, s, m, h or d, as "
                        + Quantity.text(least.isZero() ? most : least));
            }
            return duration.filter(it -> within(
                    it.compareTo(least) < 0 || it.compareTo(most) > 0,
                    text,
                    Quantity.text(least) + " to " + Quantity.text(most)));
        });
    }

    public Optional<Long> size(long least, long most) {
        return text().flatMap(text -> {
            Optional<Long> size = Quantity.size(text);
            if (size.isEmpty()) {
                problem(Wording.quote(text)
                        + " is not a size; write bytes, or a number with KiB, MiB or GiB, as 32KiB");
            }
            return size.filter(
                    it -> within(it < least || it > most, text, Quantity.text(least) + " to " + Quantity.text(most)));
        });
    }

    private boolean within(boolean outside, String text, String range) {
        if (outside) {
            problem(Wording.quote(text) + " must be from " + range);
        }
        return !outside;
    }

    /** One of {@code choices}, written as {@code label} names it. */
    public <E> Optional<E> choice(List<E> choices, Function<E, String> label) {
        return text().flatMap(text -> {
            Optional<E> chosen = choices.stream()
                    .filter(choice -> label.apply(choice).equals(text))
                    .findFirst();
            if (chosen.isEmpty()) {
                List<String> labels = choices.stream().map(label).toList();
                String near = Wording.nearest(text, labels)
                        .map(it -> "; did you mean " + it + "?")
                        .orElse("");
                problem(Wording.quote(text) + " must be one of " + String.join(", ", labels) + near);
            }
            return chosen;
        });
    }

    /** A path made absolute; what it names need not exist. */
    public Optional<Located<Path>> path() {
        return text().flatMap(text -> {
            if (text.isEmpty()) {
                problem("is empty; name a file or directory");
                return Optional.empty();
            }
            try {
                Path absolute = reading.baseDirectory().resolve(text).toAbsolutePath();
                return Optional.of(new Located<>(absolute.normalize(), position()));
            } catch (InvalidPathException e) {
                problem(Wording.quote(text) + " is not a path on this system");
                return Optional.empty();
            }
        });
    }

    /** The items of a list; none, with a problem added, when this is no list. */
    public List<Value> items() {
        if (node instanceof Sequence sequence) {
            return sequence.items().stream()
                    .map(item -> new Value(item, reading))
                    .toList();
        }
        problem(expected("a list"));
        return List.of();
    }

    /** Reads this mapping by {@code section}, then reports every key that {@code section} did not ask for. */
    public <T> Optional<T> mapping(Function<Fields, T> section) {
        if (node instanceof Mapping mapping) {
            Fields fields = new Fields(mapping, reading);
            T result = section.apply(fields);
            fields.reportUnknown();
            return Optional.of(result);
        }
        problem(expected("a mapping"));
        return Optional.empty();
    }

    /** Is this the word {@code none}? */
    boolean isNone() {
        return says(List.of("none"));
    }

    public boolean isMapping() {
        return node instanceof Mapping;
    }

    public boolean isList() {
        return node instanceof Sequence;
    }

    /** How many items the list has; 0 where this is none. */
    public int count() {
        return node instanceof Sequence sequence ? sequence.items().size() : 0;
    }

    public boolean isEmptyList() {
        return node instanceof Sequence list && list.items().isEmpty();
    }

    /** Does this say one of {@code texts}? {@code []} stands for an empty list. */
    public boolean says(List<String> texts) {
        if (node instanceof Scalar scalar) {
            return !scalar.isNull() && texts.contains(scalar.text());
        }
        return isEmptyList() && texts.contains("[]");
    }
}
