package dev.countersign.config.read.trust;

import dev.countersign.config.Located;
import dev.countersign.config.Position;
import dev.countersign.config.distribution.OriginTrust;
import dev.countersign.config.distribution.OriginTrust.Authorities;
import dev.countersign.config.yaml.Fields;
import dev.countersign.config.yaml.Value;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code trust} of an origin: who may vouch for it, with which keys, and what has been revoked. */
public final class OriginTrustSection {
    private static final String JDK = "jdk";
    private static final String SYSTEM = "system";

    private OriginTrustSection() {}

    /** What is not said is as without the section. */
    public static OriginTrust read(Fields fields) {
        Optional<Located<Path>> bundle = fields.value("caBundle").flatMap(Value::path);
        String publicCas = fields.choice("publicCas", List.of(JDK, SYSTEM), label -> label, JDK);
        if (fields.has("caBundle") && publicCas.equals(SYSTEM)) {
            fields.warning(
                    fields.position("publicCas"),
                    "is not used, as caBundle on line "
                            + fields.position("caBundle").line()
                            + " says who may vouch, and nobody else may; remove one"
                            + " of the two");
        }
        return new OriginTrust(
                bundle.<Authorities>map(OriginTrust.CaBundle::new)
                        .orElseGet(() -> named(publicCas, fields.position("publicCas"))),
                fields.value("pins")
                        .flatMap(value -> value.mapping(PinsSection::read))
                        .orElseGet(() -> new OriginTrust.Pins(Set.of(), Set.of())),
                fields.valueUnlessNone("crl").flatMap(Value::path));
    }

    private static Authorities named(String publicCas, Position place) {
        return publicCas.equals(SYSTEM) ? new OriginTrust.SystemCas(place) : new OriginTrust.JdkCas(place);
    }
}
