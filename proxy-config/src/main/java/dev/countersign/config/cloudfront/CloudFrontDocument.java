package dev.countersign.config.cloudfront;

import dev.countersign.config.yaml.Problems;
import dev.countersign.config.yaml.YamlNode;
import dev.countersign.config.yaml.YamlNode.Mapping;
import dev.countersign.config.yaml.YamlNode.Scalar;
import dev.countersign.config.yaml.YamlParser;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A distribution as CloudFront or CloudFormation writes it, JSON or YAML. The tree is kept as it was read, so that what this
 * proxy does not act on is not lost.
 */
public final class CloudFrontDocument {
    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");

    private final Mapping config;
    private final Optional<Scalar> domainName;

    private CloudFrontDocument(Mapping config, Optional<Scalar> domainName) {
        this.config = config;
        this.domainName = domainName;
    }

    /**
     * Reads a document in any form: the output of {@code get-distribution-config} or {@code get-distribution}, a bare
     * DistributionConfig, a CloudFormation resource, or a template with one distribution in it.
     *
     * @param fileName what problems call it
     * @return empty, with problems added, when nothing can be made of it; problems may be added to one that is given, too
     */
    public static Optional<CloudFrontDocument> parse(String fileName, String text, Problems problems) {
        return YamlParser.template(fileName, asYaml(text), problems)
                .flatMap(root -> Wrapping.open(root, problems))
                .flatMap(wrapped -> ApiForm.of(wrapped.config(), problems)
                        .map(config -> new CloudFrontDocument(config, wrapped.domainName())));
    }

    /** What JSON allows and YAML does not: tabs that indent (inside JSON's strings there are none), and escaped slashes. */
    private static String asYaml(String text) {
        return text.stripLeading().startsWith("{")
                ? ESCAPE.matcher(text.replace('\t', ' '))
                        .replaceAll(it -> it.group(1).equals("/") ? "/" : Matcher.quoteReplacement(it.group()))
                : text;
    }

    /**
     * The DistributionConfig as CloudFront's API has it, whatever the form: lists are {@code {Quantity, Items}}, members have
     * the API's names and places. Its positions are those in the document; key paths start at the DistributionConfig.
     */
    public Mapping config() {
        return config;
    }

    /** CloudFront's own name of the distribution, which only {@code get-distribution} tells. */
    public Optional<Scalar> domainName() {
        return domainName;
    }

    @Override
    public String toString() {
        YamlNode node = config;
        return "CloudFrontDocument at " + node.position();
    }
}
