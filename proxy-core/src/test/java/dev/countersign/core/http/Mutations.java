package dev.countersign.core.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages messages the way smugglers and broken peers do: few bytes, at places where the grammar decides. */
final class Mutations {
    private static final List<String> PIECES = List.of(
            "\r\n",
            "\r\n\r\n",
            "\n",
            "\r",
            "\r\r\n",
            " ",
            "\t",
            ":",
            ": ",
            ",",
            ";",
            "\u0000",
            "\u000b",
            "\u007f",
            "\u0085",
            "\u00a0",
            "\u00ff",
            "%",
            "%4",
            "%00",
            "#",
            "?",
            "/",
            "\\",
            "*",
            "//",
            "..",
            "@",
            "[",
            "]",
            "0",
            "1",
            "00",
            "+",
            "-",
            "_",
            "HTTP/1.1",
            "HTTP/1.0",
            "HTTP/1.2",
            " HTTP/1.1\r\n",
            "GET ",
            "http://a.example",
            "https://",
            "a.example",
            "Host: a.example\r\n",
            "Host: b\r\n",
            "host:",
            "Content-Length: 5\r\n",
            "Content-Length: 0\r\n",
            "Transfer-Encoding: chunked\r\n",
            "Transfer-Encoding: gzip, chunked\r\n",
            "chunked",
            "Connection: close\r\n",
            "Upgrade: h2c\r\n",
            "0\r\n\r\n",
            "1;a=b\r\nx\r\n",
            "5\r\nabcde\r\n",
            "ffffffffffffffff",
            "A: b\r\n",
            " folded\r\n");

    private final Random random;
    private final List<byte[]> corpus;

    Mutations(Random random, List<byte[]> corpus) {
        this.random = random;
        this.corpus = corpus;
    }

    /** A message of the corpus with up to four mutations. */
    byte[] next() {
        byte[] message = pick();
        for (int left = random.nextInt(5); left > 0; left--) {
            message = mutate(message);
        }
        return message;
    }

    private byte[] pick() {
        return corpus.get(random.nextInt(corpus.size()));
    }

    private byte[] mutate(byte[] message) {
        int from = random.nextInt(message.length + 1);
        int to = Math.min(message.length, from + random.nextInt(12));
        byte[] piece = PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.ISO_8859_1);
        return switch (random.nextInt(7)) {
            case 0 -> join(message, from, new byte[] {(byte) random.nextInt(256)}, Math.min(message.length, from + 1));
            case 1 -> join(message, from, new byte[0], to);
            case 2 -> join(message, from, Arrays.copyOfRange(message, from, to), from);
            case 3 -> {
                byte[] other = pick();
                yield join(message, from, other, message.length);
            }
            case 4 -> join(message, from, piece, to);
            default -> join(message, from, piece, from);
        };
    }

    /** {@code message[0 .. from) + middle + message[to ..)}. */
    private static byte[] join(byte[] message, int from, byte[] middle, int to) {
        byte[] joined = new byte[from + middle.length + message.length - to];
        System.arraycopy(message, 0, joined, 0, from);
        System.arraycopy(middle, 0, joined, from, middle.length);
        System.arraycopy(message, to, joined, from + middle.length, message.length - to);
        return joined;
    }
}
