package dev.countersign.config.read.distribution;

import dev.countersign.config.Located;
import dev.countersign.config.cloudfront.CloudFrontDocument;
import dev.countersign.config.cloudfront.CloudFrontSource;
import dev.countersign.config.cloudfront.CloudFrontSpelling;
import dev.countersign.config.cloudfront.Translation;
import dev.countersign.config.yaml.Fields;
import dev.countersign.config.yaml.Fields.NamedValue;
import dev.countersign.config.yaml.Problems;
import dev.countersign.config.yaml.Value;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** {@code file}: a distribution in a document of CloudFront's, of which nothing but id and plan is written by hand. */
final class DocumentSection {
    private static final List<String> BESIDE = List.of("id", "plan", "file");

    private DocumentSection() {}

    /**
     * Reads the document as {@code content} reads what is written by hand.
     *
     * @param tls13WithTls12 TLSv1.2 stands for TLSv1.3, too
     * @return empty, with problems added, when nothing can be made of the document
     */
    static <T> Optional<T> read(
            Fields distribution,
            Value file,
            PlanGate plan,
            boolean tls13WithTls12,
            BiFunction<Fields, CloudFrontSource, T> content) {
        for (NamedValue key : distribution.all()) {
            if (!BESIDE.contains(key.key())) {
                distribution.problem(
                        key.position(), "stands beside file, in which everything but id and plan is; remove it");
            }
        }
        Problems problems = file.reading().problems();
        Optional<Located<Path>> path = file.path();
        path.ifPresent(it -> file.reading().files().add(it.value()));
        return path.flatMap(it -> file.reading().text(it.value(), shown(file)))
                .flatMap(text -> CloudFrontDocument.parse(shown(file), text, problems))
                .map(document -> {
                    Translation translation = Translation.of(document, tls13WithTls12, problems);
                    translation.features().forEach(gated -> plan.uses(gated.feature(), gated.place()));
                    return file.reading()
                            .translation(
                                    translation.distribution(),
                                    CloudFrontSpelling.INSTANCE,
                                    fields ->
                                            content.apply(fields, new CloudFrontSource(path.orElseThrow(), document)));
                });
    }

    /** As the operator would name it where the configuration was named. */
    private static String shown(Value file) {
        String name = file.text().orElse("");
        return Path.of(file.position().file()).resolveSibling(name).toString();
    }
}
