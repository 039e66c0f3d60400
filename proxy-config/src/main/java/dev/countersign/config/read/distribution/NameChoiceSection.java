package dev.countersign.config.read.distribution;

import dev.countersign.config.policy.NameChoice;
import dev.countersign.config.policy.NameChoice.Kind;
import dev.countersign.config.yaml.Fields;
import dev.countersign.config.yaml.Value;
import dev.countersign.config.yaml.Wording;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Names that are meant: {@code all} or {@code none} as a word, or {@code {behavior: whitelist, items: [...]}}.
 *
 * @param all CloudFront's word for all of them
 * @param complaint what is wrong with a name
 */
record NameChoiceSection(String all, BiFunction<String, Kind, Optional<String>> complaint) {
    private static final int MOST_ITEMS = 100;

    NameChoice read(Value value) {
        if (value.isMapping()) {
            return value.mapping(this::written).orElse(NameChoice.NONE);
        }
        Optional<Kind> kind = value.choice(List.of(Kind.values()), this::label);
        kind.filter(NameChoiceSection::isList).ifPresent(it -> value.problem(example(it)));
        return kind.filter(it -> !isList(it))
                .map(it -> new NameChoice(it, List.of()))
                .orElse(NameChoice.NONE);
    }

    private NameChoice written(Fields fields) {
        Optional<Kind> kind = fields.required("behavior", "write none, whitelist, " + all + " or allExcept")
                .flatMap(value -> value.choice(List.of(Kind.values()), this::label));
        Optional<Value> items = fields.value("items");
        if (kind.isEmpty()) {
            return NameChoice.NONE;
        }
        if (!isList(kind.orElseThrow())) {
            items.filter(value -> !value.isEmptyList())
                    .ifPresent(value -> value.problem("names items although behavior is " + label(kind.orElseThrow())
                            + "; remove one of the two"));
            return new NameChoice(kind.orElseThrow(), List.of());
        }
        if (items.isEmpty() || items.filter(Value::isEmptyList).isPresent()) {
            fields.problem(fields.position("items"), "names nothing; " + example(kind.orElseThrow()));
            return NameChoice.NONE;
        }
        return new NameChoice(
                kind.orElseThrow(),
                items.map(value -> names(value, kind.orElseThrow())).orElseGet(List::of));
    }

    private List<String> names(Value list, Kind kind) {
        Set<String> names = new LinkedHashSet<>();
        List<Value> items = list.items();
        if (items.size() > MOST_ITEMS) {
            list.problem("holds " + items.size() + " names; a policy takes at most " + MOST_ITEMS);
        }
        for (Value item : items) {
            item.text().ifPresent(name -> {
                complaint.apply(name, kind).ifPresent(sentence -> item.problem(Wording.quote(name) + " " + sentence));
                if (!names.add(name)) {
                    item.problem("stands in the list twice; remove one of the two");
                }
            });
        }
        return List.copyOf(names);
    }

    private static boolean isList(Kind kind) {
        return kind == Kind.WHITELIST || kind == Kind.ALL_EXCEPT;
    }

    private String example(Kind kind) {
        return "write {behavior: " + label(kind) + ", items: [NAME]}, or none, or " + all;
    }

    private String label(Kind kind) {
        return switch (kind) {
            case NONE -> "none";
            case WHITELIST -> "whitelist";
            case ALL -> all;
            case ALL_EXCEPT -> "allExcept";
        };
    }
}
