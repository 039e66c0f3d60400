package dev.countersign.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.ConfigResult;
import dev.countersign.config.distribution.CustomHeader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of customHeaders come from files and the environment, and are never shown. */
final class CustomHeadersTest {
    private static final String SECRET = "hunter2-hunter2";

    @TempDir
    Path directory;

    @Test
    void fileContentLosesOneTrailingNewline() throws IOException {
        for (String ending : List.of("", "\n", "\r\n")) {
            write("token", SECRET + ending);
            assertThat(values("{X-Token: \"${file:token}\"}")).containsExactly(SECRET);
        }
    }

    @Test
    void secondTrailingNewlineIsAProblem() throws IOException {
        write("token", SECRET + "\n\n");
        assertThat(problems("{X-Token: \"${file:token}\"}"))
                .singleElement()
                .asString()
                .endsWith("X-Token: holds a line break, control or non-ASCII character; encode the value");
    }

    @Test
    void environmentFillsInsideOfText() {
        assertThat(values("{Authorization: \"Bearer ${env:TOKEN}:${env:TOKEN}\"}"))
                .containsExactly("Bearer " + SECRET + ":" + SECRET);
    }

    @Test
    void filledInTextIsNotFilledInAgain() throws IOException {
        write("token", "${env:TOKEN}");
        assertThat(values("{X-Token: \"${file:token}\"}")).containsExactly("${env:TOKEN}");
    }

    @Test
    void absolutePathsAreTaken() throws IOException {
        write("token", SECRET);
        assertThat(values("{X-Token: \"${file:" + directory.resolve("token") + "}\"}"))
                .containsExactly(SECRET);
    }

    @Test
    void missingEmptyOrUnreadableSecretsAreProblems() throws IOException {
        write("empty", "\n");
        Files.write(directory.resolve("binary"), new byte[] {(byte) 0xFF, (byte) 0xFE});
        Files.write(directory.resolve("large"), new byte[(64 << 10) + 1]);
        Files.createDirectory(directory.resolve("folder"));
        assertThat(problems("{X-A: \"${file:none}\"}"))
                .singleElement()
                .asString()
                .contains("\"none\" does not exist");
        assertThat(problems("{X-A: \"${file:empty}\"}"))
                .singleElement()
                .asString()
                .contains("\"empty\" is empty");
        assertThat(problems("{X-A: \"${file:binary}\"}"))
                .singleElement()
                .asString()
                .contains("is not UTF-8 text");
        assertThat(problems("{X-A: \"${file:large}\"}"))
                .singleElement()
                .asString()
                .contains("larger than 64KiB");
        assertThat(problems("{X-A: \"${file:folder}\"}"))
                .singleElement()
                .asString()
                .contains("is a directory");
        assertThat(problems("{X-A: \"${file:}\"}")).singleElement().asString().contains("is a directory");
        assertThat(problems("{X-A: \"${env:UNSET}\"}"))
                .singleElement()
                .asString()
                .contains("\"UNSET\" is not set");
        assertThat(problems("{X-A: \"${env:EMPTY}\"}"))
                .singleElement()
                .asString()
                .contains("\"EMPTY\" is empty");
        assertThat(problems("{X-A: \"${env:TOKEN\"}"))
                .singleElement()
                .asString()
                .contains("holds ${ that starts neither");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{Host: \"SECRET\"}",
                "{X-A: \"SECRET\\n\"}",
                "{X-A: \" SECRET\"}",
                "{X-A: \"SECRET${env:UNSET}\"}",
                "{X-A: \"${env:TOKEN}${env:UNSET}\"}",
                "{X-A: \"SECRET${\"}",
                "{X-A: [SECRET]}",
                "{X-A: {b: SECRET}}",
                "{X-A: SECRET, x-a: SECRET}",
                "{X-A: SECRET, X-A: SECRET}",
                "{X-A:SECRET}",
                "{\"X-A SECRET\": b}",
                "{\"X-A: SECRET\": b}",
                "[SECRET]",
                "[\"X-A: SECRET\"]",
                "\"X-A: SECRET\"",
                "X-A:SECRET",
                "{X-A: &SECRET b}",
                "{X-A: \"${env:LONG}\"}",
                "{X-A: \"${env:TOKEN}\\u00e9\"}",
                "{X-A: !t SECRET}",
                "{X-A: !SECRET!x b}",
                "{X-A: !<SECRET> b}",
                "{X-A: *SECRET}",
                "{X-A: \"SECRET\\q\"}",
                "{X-A: 'SECRET"
            })
    void noProblemRepeatsASecret(String headers) {
        List<String> problems = problems(headers.replace("SECRET", SECRET));
        assertThat(problems).isNotEmpty();
        assertThat(String.join("\n", problems)).doesNotContain(SECRET).doesNotContain("hunter2");
    }

    @Test
    void printedConfigurationHidesSecrets() {
        assertThat(Readings.valid(read("{X-Token: \"${env:TOKEN}\", X-Plain: written-out}"))
                        .toString())
                .contains("X-Token", "(hidden)")
                .doesNotContain(SECRET)
                .doesNotContain("written-out");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Cache-Control",
                "Connection",
                "Content-Length",
                "Cookie",
                "Host",
                "If-Match",
                "If-Modified-Since",
                "If-None-Match",
                "If-Range",
                "If-Unmodified-Since",
                "Max-Forwards",
                "Pragma",
                "Proxy-Authenticate",
                "Proxy-Authorization",
                "Proxy-Connection",
                "Range",
                "Request-Range",
                "TE",
                "Trailer",
                "Transfer-Encoding",
                "Upgrade",
                "Via",
                "X-Amz-Cf-Id",
                "x-amz-anything",
                "X-Real-Ip",
                "HOST",
                "Keep-Alive"
            })
    void namesThatCloudFrontKeepsAreRefused(String name) {
        assertThat(problems("{" + name + ": a}")).singleElement().asString().contains("may not set " + name);
    }

    /** FW-2: the 31st is one too many. */
    @Test
    void countsAndSizesAreCloudFronts() {
        assertThat(problems(headers(30, "a"))).isEmpty();
        assertThat(problems(headers(31, "a"))).singleElement().asString().contains("holds 31 headers");
        assertThat(problems("{X-A: " + "v".repeat(1783) + "}")).isEmpty();
        assertThat(problems("{X-A: " + "v".repeat(1784) + "}"))
                .singleElement()
                .asString()
                .contains("longer than 1783");
        assertThat(problems("{" + "N".repeat(256) + ": a}")).isEmpty();
        // YAML itself takes no simple key as long as the next one: it is written with a question mark.
        assertThat(problems("{? " + "N".repeat(257) + " : a}"))
                .singleElement()
                .asString()
                .contains("1 to 256");
        assertThat(problems(headers(8, "v".repeat(1276)))).isEmpty();
        assertThat(problems(headers(8, "v".repeat(1277))))
                .singleElement()
                .asString()
                .contains("10240 characters");
    }

    /** Names are four characters long. */
    private static String headers(int count, String value) {
        StringBuilder headers = new StringBuilder("{");
        for (int i = 0; i < count; i++) {
            headers.append("X-%02d: %s, ".formatted(i, value));
        }
        return headers.append("}").toString();
    }

    private ConfigResult read(String headers) {
        String domain = "domainName: origin-a.example.com";
        String yaml = Readings.BASE.replace(domain, domain + "\n        customHeaders: " + headers);
        Map<String, String> environment = Map.of("TOKEN", SECRET, "EMPTY", "", "LONG", SECRET.repeat(200));
        return ConfigReader.read(Readings.FILE, yaml, directory, environment);
    }

    private List<String> problems(String headers) {
        return Readings.problems(read(headers));
    }

    private List<String> values(String headers) {
        return Readings.valid(read(headers)).distributions().get(0).origins().get(0).customHeaders().stream()
                .map(CustomHeader::value)
                .map(secret -> secret.reveal())
                .toList();
    }

    private void write(String name, String text) throws IOException {
        Files.write(directory.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }
}
