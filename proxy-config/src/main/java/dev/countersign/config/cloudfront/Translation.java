package dev.countersign.config.cloudfront;

import dev.countersign.config.Position;
import dev.countersign.config.plan.PlanFeature;
import dev.countersign.config.yaml.Problems;
import dev.countersign.config.yaml.YamlNode.Entry;
import dev.countersign.config.yaml.YamlNode.Mapping;
import java.util.List;

/**
 * A document in the shape of a hand-written distribution, without {@code id} and {@code plan}, which it does not have.
 *
 * @param distribution each value stands where its member stands in the document
 * @param features what it has that no key stands for, but a plan may gate
 */
public record Translation(Mapping distribution, List<Gated> features) {
    /** A feature in use, and where. */
    public record Gated(PlanFeature feature, Position place) {}

    public Translation {
        features = List.copyOf(features);
    }

    /**
     * Translates; adds a problem for what has no translation, and one warning that lists what is not acted on.
     *
     * @param tls13WithTls12 TLSv1.2 stands for TLSv1.3, too
     */
    public static Translation of(CloudFrontDocument document, boolean tls13WithTls12, Problems problems) {
        Translator run = new Translator(tls13WithTls12, problems);
        Mapping distribution = run.structure(document.config(), Model.DISTRIBUTION);
        Mapping named = document.domainName()
                .map(name -> distribution.with(new Entry(name.position(), "domainName", name)))
                .orElse(distribution);
        run.reportIdle(document.config().position());
        return new Translation(named, run.features());
    }
}
