package dev.countersign.server.demo;

import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;

/** What an origin saw of its peer. */
sealed interface Sighting {
    /** As short as a table's cell. */
    String words();

    /** All there is to tell. */
    default List<String> facts() {
        return List.of(words());
    }

    /**
     * A client certificate it accepts.
     *
     * @param serial upper-case hex, as in the access log
     */
    record Certificate(String subject, String serial) implements Sighting {
        static Certificate of(X509Certificate leaf) {
            byte[] magnitude = leaf.getSerialNumber().toByteArray();
            int from = magnitude.length > 1 && magnitude[0] == 0 ? 1 : 0;
            return new Certificate(
                    leaf.getSubjectX500Principal().getName(),
                    HexFormat.of().withUpperCase().formatHex(magnitude, from, magnitude.length));
        }

        @Override
        public String words() {
            return subject;
        }

        @Override
        public List<String> facts() {
            return List.of(subject, "serial=" + serial);
        }
    }

    /** A request on a connection without a client certificate. */
    record NoCertificate() implements Sighting {
        @Override
        public String words() {
            return "no certificate";
        }
    }

    /** A handshake it ended with an alert. */
    record Refused() implements Sighting {
        @Override
        public String words() {
            return "a stranger: refused it";
        }
    }

    /** No connection. */
    record Nobody() implements Sighting {
        @Override
        public String words() {
            return "nobody";
        }
    }
}
