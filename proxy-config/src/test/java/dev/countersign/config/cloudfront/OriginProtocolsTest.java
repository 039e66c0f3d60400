package dev.countersign.config.cloudfront;

import static dev.countersign.config.TlsVersion.TLS_1_2;
import static dev.countersign.config.TlsVersion.TLS_1_3;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.ConfigResult;
import dev.countersign.config.Problem;
import dev.countersign.config.TlsVersion;
import dev.countersign.config.cloudfront.write.Export;
import dev.countersign.config.cloudfront.write.ExportResult;
import dev.countersign.config.cloudfront.write.Import;
import dev.countersign.config.cloudfront.write.ImportResult;
import dev.countersign.config.cloudfront.write.Trees;
import dev.countersign.config.read.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a document's OriginSslProtocols means, with edge.tls13WithTls12 and without. */
final class OriginProtocolsTest {
    private static final String POLICY = "\"OriginProtocolPolicy\": \"https-only\",";
    private static final String LITERALLY = "edge: {tls13WithTls12: false}\n" + Documents.YAML;

    @TempDir
    Path directory;

    private static String naming(String protocols) {
        return Documents.BASE.replace(
                POLICY,
                POLICY + " \"OriginSslProtocols\": {\"Quantity\": " + protocols.split(",").length + ", \"Items\": [\""
                        + protocols.replace(",", "\", \"") + "\"]},");
    }

    private Set<TlsVersion> read(String document, String yaml) {
        return Documents.distribution(Documents.read(directory, document, yaml))
                .origins()
                .get(0)
                .customOriginConfig()
                .originSslProtocols();
    }

    /** TLSv1.3 is no word of CloudFront's yet, and is taken at its word. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            TLSv1.2                     | TLS_1_2 TLS_1_3 | TLS_1_2
            SSLv3,TLSv1,TLSv1.1,TLSv1.2 | TLS_1_2 TLS_1_3 | TLS_1_2
            TLSv1.2,TLSv1.3             | TLS_1_2 TLS_1_3 | TLS_1_2 TLS_1_3
            TLSv1.3                     | TLS_1_3         | TLS_1_3
            TLSv1.1,TLSv1.3             | TLS_1_3         | TLS_1_3
            """)
    void whatIsNamedIsSpoken(String named, String implying, String literally) {
        assertThat(read(naming(named), Documents.YAML)).map(TlsVersion::name).hasSameElementsAs(words(implying));
        assertThat(read(naming(named), LITERALLY)).map(TlsVersion::name).hasSameElementsAs(words(literally));
    }

    private static Set<String> words(String text) {
        return Set.of(text.split(" "));
    }

    @Test
    void documentThatNamesNoneSpeaksWhatTls12StandsFor() {
        assertThat(read(Documents.BASE, Documents.YAML)).containsExactlyInAnyOrder(TLS_1_2, TLS_1_3);
        assertThat(read(Documents.BASE, LITERALLY)).containsExactly(TLS_1_2);
    }

    @ParameterizedTest
    @CsvSource({"SSLv3", "'TLSv1,TLSv1.1'"})
    void retiredOnesAloneAreAnErrorEitherWay(String named) {
        for (String yaml : new String[] {Documents.YAML, LITERALLY}) {
            assertThat(Documents.problems(Documents.read(directory, naming(named), yaml)))
                    .singleElement()
                    .asString()
                    .contains("OriginSslProtocols: leaves nothing to speak: ", "not spoken here; add TLSv1.2");
        }
    }

    @Test
    void retiredOnesAreWarnedOfEitherWay() {
        for (String yaml : new String[] {Documents.YAML, LITERALLY}) {
            assertThat(Documents.warnings(Documents.read(directory, naming("TLSv1,TLSv1.2"), yaml)))
                    .singleElement()
                    .asString()
                    .contains("OriginSslProtocols: is read without TLSv1, not spoken here");
        }
    }

    /** What runs by hand goes to CloudFront and comes back, or its loss is told of. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [TLSv1.2]          | false | TLS_1_2         | true
            [TLSv1.2, TLSv1.3] | true  | TLS_1_2 TLS_1_3 | false
            [TLSv1.3]          | true  | TLS_1_2 TLS_1_3 | true
            """)
    void exportComesBack(String byHand, boolean implied, String back, boolean warned) throws IOException {
        Path yaml = Files.writeString(directory.resolve("hand.yaml"), """
                listeners: [{bind: "127.0.0.1:8080"}]
                distributions:
                  - id: shop
                    origins:
                      - id: a
                        domainName: a.example.com
                        customOriginConfig: {originProtocolPolicy: https-only, originSslProtocols: %s}
                    defaultCacheBehavior: {targetOriginId: a}
                """.formatted(byHand));
        var exported = (ExportResult.Document) Export.of(yaml, Map.of(), "shop", false);
        assertThat(exported.warnings().stream().map(Problem::toString))
                .filteredOn(warning -> warning.contains("originSslProtocols: is written as TLSv1.2"))
                .hasSize(warned ? 1 : 0);
        assertThat(read(Trees.words(exported.config()), implied ? Documents.YAML : LITERALLY))
                .map(TlsVersion::name)
                .hasSameElementsAs(words(back));
    }

    /** The printed configuration says outright what it speaks, so that no switch changes it. */
    @Test
    void importWritesOutWhatIsImplied() throws IOException {
        Path document = Files.writeString(directory.resolve("d.json"), naming("TLSv1.1,TLSv1.2"));
        var imported = (ImportResult.Configuration) Import.of(document, Optional.of("shop"), Optional.empty());
        assertThat(imported.warnings().toString()).contains("is read without TLSv1.1");
        for (String edge : new String[] {"", "edge: {tls13WithTls12: false}\n"}) {
            ConfigResult result = ConfigReader.read("c.yaml", edge + imported.yaml(), directory, Map.of());
            assertThat(Documents.distribution(result)
                            .origins()
                            .get(0)
                            .customOriginConfig()
                            .originSslProtocols())
                    .containsExactlyInAnyOrder(TLS_1_2, TLS_1_3);
        }
    }
}
