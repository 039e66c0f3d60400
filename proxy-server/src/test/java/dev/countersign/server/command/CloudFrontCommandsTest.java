package dev.countersign.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code import} and {@code export}, as someone types them. */
final class CloudFrontCommandsTest {
    private static final String DOCUMENT = """
            {
              "CallerReference": "2024-01-01",
              "Comment": "a \\"shop\\"",
              "Enabled": true,
              "Origins": {
                "Quantity": 1,
                "Items": [
                  {
                    "Id": "a",
                    "DomainName": "a.example.com",
                    "CustomOriginConfig": {
                      "HTTPPort": 80,
                      "HTTPSPort": 443,
                      "OriginProtocolPolicy": "https-only"
                    }
                  }
                ]
              },
              "DefaultCacheBehavior": {
                "TargetOriginId": "a",
                "ViewerProtocolPolicy": "allow-all",
                "CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
              },
              "PriceClass": "PriceClass_100",
              "NotKnownHere": {
                "A": [
                  1,
                  "1",
                  1.0
                ]
              }
            }
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void documentNamedByAConfigurationIsExportedByteForByte() throws IOException {
        write("dist.json", DOCUMENT);
        Path config = write("c.yaml", """
                listeners: [{bind: "127.0.0.1:8080"}]
                distributions: [{id: shop, file: dist.json}]
                """);

        assertThat(execute("export", "-c", config.toString(), "shop")).isEqualTo(Commands.FINE);
        assertThat(out).hasToString(DOCUMENT);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void importedConfigurationIsFine() throws IOException {
        Path document = write("dist.json", DOCUMENT);

        assertThat(execute("import", document.toString(), "--id", "shop", "--plan", "business"))
                .isEqualTo(Commands.FINE);
        assertThat(err.toString()).contains("warning: " + document + ":1:1: ").contains("PriceClass");

        Path config = write("c.yaml", out.toString());
        assertThat(execute("check", "-c", config.toString())).isEqualTo(Commands.FINE);
        assertThat(out.toString())
                .contains("distribution shop, for every host")
                .contains("origin a, https://a.example.com");
    }

    @Test
    void documentComesFromStandardInput() throws IOException {
        assertThat(executeWith(DOCUMENT, "import", "-")).isEqualTo(Commands.FINE);
        assertThat(out.toString())
                .startsWith("# A distribution of CloudFront's, from (standard input).\n")
                .contains("  - id: imported\n");
        assertThat(err.toString()).startsWith("warning: (standard input):1:1: ");

        assertThat(executeWith(DOCUMENT.replace("https-only", "sometimes"), "import", "-", "--id", "shop"))
                .isEqualTo(Commands.REFUSED);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .startsWith("(standard input):14:35 Origins.Items[0].CustomOriginConfig.OriginProtocolPolicy: ")
                .endsWith(": 1 problem\n");
        assertThat(executeWith("", "import", "-")).isEqualTo(Commands.REFUSED);
    }

    private int executeWith(String standardInput, String... arguments) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(standardInput.getBytes(StandardCharsets.UTF_8)));
        try {
            return execute(arguments);
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void wrongDocumentIsRefusedWithItsPlaces() throws IOException {
        Path document = write("dist.json", DOCUMENT.replace("https-only", "sometimes"));

        assertThat(execute("import", document.toString())).isEqualTo(Commands.REFUSED);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .contains(document + ":14:35 Origins.Items[0].CustomOriginConfig.OriginProtocolPolicy: ")
                .endsWith(document + ": 1 problem\n");
    }

    @Test
    void unknownPolicyIsTheUsersToWriteAndNotFine() throws IOException {
        Path document = write("dist.json", DOCUMENT.replace("4135ea2d", "00000000"));

        assertThat(execute("import", document.toString())).isEqualTo(Commands.REFUSED);
        assertThat(out.toString()).contains("originRequestPolicy: WRITE-OUT-THIS-POLICY\n");
        assertThat(err.toString())
                .contains("DefaultCacheBehavior.CachePolicyId: \"00000000-")
                .endsWith(": 1 problem\n");
    }

    @Test
    void secretIsExportedOnlyWhenAskedFor() throws IOException {
        write("token", "s3cret");
        Path config = write("c.yaml", """
                listeners: [{bind: "127.0.0.1:8080"}]
                distributions:
                  - id: shop
                    origins:
                      - id: a
                        domainName: a.example.com
                        customHeaders: {X-Token: "${file:token}"}
                        customOriginConfig: {originProtocolPolicy: https-only}
                    defaultCacheBehavior: {targetOriginId: a}
                """);

        assertThat(execute("export", "-c", config.toString(), "shop")).isEqualTo(Commands.FINE);
        assertThat(out.toString()).contains("\"HeaderValue\": null");
        assertThat(out.toString() + err).doesNotContain("s3cret");
        assertThat(err.toString()).startsWith("warning: ").contains("customHeaders.X-Token: is a secret");

        assertThat(execute("export", "-c", config.toString(), "--reveal-secrets", "shop"))
                .isEqualTo(Commands.FINE);
        assertThat(out.toString()).contains("\"HeaderValue\": \"s3cret\"");
    }

    @Test
    void unknownDistributionIsRefused() throws IOException {
        write("dist.json", DOCUMENT);
        Path config = write("c.yaml", """
                listeners: [{bind: "127.0.0.1:8080"}]
                distributions: [{id: shop, file: dist.json}]
                """);

        assertThat(execute("export", "-c", config.toString(), "shp")).isEqualTo(Commands.REFUSED);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("has no distribution \"shp\"; did you mean shop?");
    }

    @Test
    void helpNamesReferencesToSecretsAsTheyAreWritten() {
        assertThat(execute("export", "--help")).isEqualTo(Commands.FINE);
        assertThat(out.toString()).contains("${file:...} or ${env:...}");
        assertThat(execute("export", "-c", "c.yaml")).isEqualTo(Commands.REFUSED);
        assertThat(execute("import")).isEqualTo(Commands.REFUSED);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private int execute(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Commands.execute(arguments, () -> {}, new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
