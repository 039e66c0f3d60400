package dev.countersign.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;

final class HeadTest {
    private static Head request(String version, String... lines) {
        Head head = new Head();
        String text = "GET / HTTP/" + version + "\r\nHost: a\r\n" + String.join("\r\n", lines) + "\r\n\r\n";
        HeadParser parser = HeadParser.forRequests(32_768, 8_192);
        assertThat(parser.parse(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1), head))
                .as("%s", parser.problem())
                .isEqualTo(ParseResult.COMPLETE);
        return head;
    }

    private static String kept(Head head) {
        ByteWriter out = new ByteWriter(8);
        head.copyKeptLines(out);
        return new String(out.array(), 0, out.length(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void keptLinesAreCopiedAsReceived() {
        Head head = request("1.1", "b:  1 ", "C:2", "d:", "E:\t5");
        assertThat(kept(head)).isEqualTo("Host: a\r\nb:  1 \r\nC:2\r\nd:\r\nE:\t5\r\n");
        head.drop(0);
        head.drop(2);
        assertThat(kept(head)).isEqualTo("b:  1 \r\nd:\r\nE:\t5\r\n");
        head.drop(4);
        head.drop(3);
        assertThat(kept(head)).isEqualTo("b:  1 \r\n");
        head.drop(1);
        assertThat(kept(head)).isEmpty();
        head.keepAll();
        assertThat(kept(head)).endsWith("E:\t5\r\n").startsWith("Host: a\r\n");
    }

    @Test
    void tableGrowsWithTheFields() {
        String[] lines = new String[200];
        Arrays.setAll(lines, i -> "f" + i + ": " + i);
        Head head = request("1.1", lines);
        assertThat(head.fieldCount()).isEqualTo(201);
        assertThat(kept(head)).endsWith("f199: 199\r\n").hasLineCount(201);
    }

    @Test
    void fieldsAreFoundInAnyCase() {
        for (Field field : Field.values()) {
            if (field == Field.OTHER) {
                continue;
            }
            for (String name : new String[] {
                field.label(),
                field.label().toLowerCase(Locale.ROOT),
                field.label().toUpperCase(Locale.ROOT)
            }) {
                byte[] bytes = ("x" + name + ":").getBytes(StandardCharsets.US_ASCII);
                assertThat(Field.of(bytes, 1, bytes.length - 1)).as(name).isEqualTo(field);
                byte[] near = Arrays.copyOfRange(bytes, 1, bytes.length - 1);
                near[near.length / 2] = '!';
                assertThat(Field.of(near, 0, near.length)).as("near %s", name).isEqualTo(Field.OTHER);
            }
        }
    }

    @Test
    void namesWhoseBytesDifferOnlyInTheCaseBitAreNotConfused() {
        // A hyphen and a carriage return, a grave accent and an at sign differ as letters of two cases do.
        byte[] bytes = "KEEP\rALIVE".getBytes(StandardCharsets.US_ASCII);
        assertThat(Field.of(bytes, 0, bytes.length)).isEqualTo(Field.OTHER);
        assertThat(Octets.equalsIgnoreCase("a`".getBytes(StandardCharsets.US_ASCII), 0, 2, "a@"))
                .isFalse();
    }

    @Test
    void methodsAreFoundByTheirExactSpelling() {
        for (Method method : Method.values()) {
            byte[] bytes = method.name().getBytes(StandardCharsets.US_ASCII);
            assertThat(Method.of(bytes, 0, bytes.length)).isEqualTo(method);
            assertThat(Method.of(bytes, 0, bytes.length - 1)).isEqualTo(Method.OTHER);
            bytes[bytes.length - 1] |= 0x20;
            assertThat(Method.of(bytes, 0, bytes.length)).isEqualTo(Method.OTHER);
        }
    }

    @Test
    void connectionOptionsAreFoundInLists() {
        Head head = request("1.1", "Connection: a ,\tKeep-ALIVE,, x", "A: b", "connection:upgrade");
        assertThat(ConnectionOptions.names(head, "keep-alive")).isTrue();
        assertThat(ConnectionOptions.names(head, "upgrade")).isTrue();
        assertThat(ConnectionOptions.names(head, "x")).isTrue();
        assertThat(ConnectionOptions.names(head, "close")).isFalse();
        assertThat(ConnectionOptions.names(head, "keep")).isFalse();
    }

    @Test
    void anotherMessageIsAllowedByVersionAndOption() {
        assertThat(ConnectionOptions.allowAnother(request("1.1", "A: b"))).isTrue();
        assertThat(ConnectionOptions.allowAnother(request("1.1", "Connection: x, Close")))
                .isFalse();
        assertThat(ConnectionOptions.allowAnother(request("1.0", "A: b"))).isFalse();
        assertThat(ConnectionOptions.allowAnother(request("1.0", "Connection: keep-alive")))
                .isTrue();
        assertThat(ConnectionOptions.allowAnother(request("1.0", "Connection: keep-alive, close")))
                .isFalse();
    }

    @Test
    void nominatedFieldsAreDroppedButNotThoseThatFrameOrRoute() {
        Head head = request(
                "1.1",
                "Connection: x-a, HOST, content-length, transfer-encoding ,X-B",
                "X-A: 1",
                "Content-Length: 0",
                "x-b: 2",
                "X-AB: 3",
                "X-a: 4");
        ConnectionOptions.dropNominated(head);
        assertThat(kept(head).lines())
                .containsExactly(
                        "Host: a",
                        "Connection: x-a, HOST, content-length, transfer-encoding ,X-B",
                        "Content-Length: 0",
                        "X-AB: 3");
    }
}
