package dev.countersign.config.cloudfront;

import dev.countersign.config.Position;
import dev.countersign.config.yaml.YamlNode;
import dev.countersign.config.yaml.YamlNode.Entry;
import dev.countersign.config.yaml.YamlNode.Mapping;
import dev.countersign.config.yaml.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code CustomHeaders}: a list of names with values becomes a mapping. No problem repeats a value. */
final class CustomHeaders {
    private static final String NAME = "HeaderName";
    private static final String VALUE = "HeaderValue";

    private CustomHeaders() {}

    static YamlNode translate(YamlNode value, Shape shape, Translator run) {
        if (!(value instanceof Mapping listing)) {
            return value;
        }
        List<Entry> headers = new ArrayList<>();
        for (YamlNode item : Translator.items(listing)) {
            Optional<Mapping> header = Mapping.of(item);
            Optional<Scalar> name = header.flatMap(it -> it.child(NAME)).flatMap(Scalar::of);
            Optional<Scalar> text = header.flatMap(it -> it.child(VALUE)).flatMap(Scalar::of);
            if (name.isEmpty()) {
                run.problem(item.position().member(NAME), "is missing; name the header");
            } else if (text.isEmpty()) {
                run.problem(item.position().member(VALUE), "is missing; write the header's value");
            } else {
                Position place = name.orElseThrow().position();
                headers.add(new Entry(place, name.orElseThrow().text(), literal(text.orElseThrow(), run)));
            }
        }
        return new Mapping(value.position(), headers);
    }

    /** A document comes from elsewhere: it does not get to read files and the environment of this machine. */
    private static Scalar literal(Scalar text, Translator run) {
        if (!text.text().contains("${")) {
            return new Scalar(text.position(), text.text(), false);
        }
        run.problem(
                text.position(),
                "holds ${, which is not filled in within a document; write the distribution by hand, and the value into a"
                        + " file");
        return new Scalar(text.position(), "", false);
    }
}
