package dev.countersign.config.read.trust;

import dev.countersign.config.Position;
import dev.countersign.config.distribution.OriginTrust;
import dev.countersign.config.value.KeyPin;
import dev.countersign.config.yaml.Distinct;
import dev.countersign.config.yaml.Fields;
import dev.countersign.config.yaml.Value;
import java.util.LinkedHashSet;
import java.util.Set;

/** {@code pins}: the keys an origin is held to, and those it may change to. */
final class PinsSection {
    private PinsSection() {}

    static OriginTrust.Pins read(Fields fields) {
        Distinct keys = new Distinct("");
        Set<String> current = list(fields, "spkiSha256", keys);
        Set<String> backup = list(fields, "backup", keys);
        Position place = fields.position("spkiSha256");
        if (!names(fields, "spkiSha256") && names(fields, "backup")) {
            fields.problem(place, "names no key, but backup does; name the key that the origin uses now");
        }
        if (names(fields, "spkiSha256") && !names(fields, "backup")) {
            fields.warning(
                    place,
                    "has no backup: once the origin's key is lost or replaced, nothing reaches it; name the key that it will"
                            + " change to under backup");
        }
        return new OriginTrust.Pins(current, backup);
    }

    private static boolean names(Fields fields, String key) {
        return fields.value(key).filter(list -> !list.isEmptyList()).isPresent();
    }

    private static Set<String> list(Fields fields, String key, Distinct keys) {
        Set<String> pins = new LinkedHashSet<>();
        fields.value(key)
                .ifPresent(list -> list.items()
                        .forEach(item -> KeyPin.read(item).ifPresent(pin -> {
                            claim(pin, item, keys);
                            pins.add(pin);
                        })));
        return pins;
    }

    private static void claim(String pin, Value item, Distinct keys) {
        keys.claim(pin, item.position())
                .ifPresent(taken -> item.problem("is the key of " + taken.keyPath() + " on "
                        + taken.lineFor(item.position())
                        + "; name each key once, and as backup one that the origin does not use yet"));
    }
}
