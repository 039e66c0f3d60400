package dev.countersign.core.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TlsErrorCodeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "error:10000410:SSL routines:OPENSSL_internal:SSLV3_ALERT_HANDSHAKE_FAILURE | HANDSHAKE_FAILURE",
                "error:10000412:SSL routines:OPENSSL_internal:SSLV3_ALERT_BAD_CERTIFICATE | BAD_CERTIFICATE",
                "error:10000415:SSL routines:OPENSSL_internal:SSLV3_ALERT_CERTIFICATE_EXPIRED | CERTIFICATE_EXPIRED",
                "error:10000418:SSL routines:OPENSSL_internal:TLSV1_ALERT_UNKNOWN_CA | UNKNOWN_CA",
                "error:1000042E:SSL routines:OPENSSL_internal:TLSV1_ALERT_PROTOCOL_VERSION | PROTOCOL_VERSION",
                "error:1000045c:SSL routines:OPENSSL_internal:TLSV1_ALERT_CERTIFICATE_REQUIRED | CERTIFICATE_REQUIRED",
                "error:10000460:SSL routines:OPENSSL_internal:TLSV1_ALERT_NO_APPLICATION_PROTOCOL | NO_APPLICATION_PROTOCOL",
                "error:10000488:SSL routines:OPENSSL_internal:a later alert | UNKNOWN",
                "Received fatal alert: unknown_ca | UNKNOWN_CA",
                "Received fatal alert: handshake_failure | HANDSHAKE_FAILURE",
                "(certificate_required) Received fatal alert: certificate_required | CERTIFICATE_REQUIRED",
                "Received fatal alert: something_new | UNKNOWN",
                "Received close_notify during handshake | CLOSE_NOTIFY",
                "(unexpected_message) Received close_notify during handshake | CLOSE_NOTIFY",
                "received handshake warning: unrecognized_name | UNRECOGNIZED_NAME",
                "(handshake_failure) received handshake warning: unrecognized_name | UNRECOGNIZED_NAME"
            })
    void alertOfTheOriginIsRead(String message, Alert alert) {
        assertThat(TlsErrorCode.of(new SSLException(message))).isEqualTo(new TlsErrorCode.ReceivedAlert(alert));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "error:100000d7:SSL routines:OPENSSL_internal:SSL_HANDSHAKE_FAILURE | 215",
                "error:100000f0:SSL routines:OPENSSL_internal:UNSUPPORTED_PROTOCOL | 240",
                "error:100000f7:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER | 247",
                "error:100000fd:SSL routines:OPENSSL_internal:NO_COMMON_SIGNATURE_ALGORITHMS | 253",
                "error:1000007d:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED | 125",
                "error:100004e8:SSL routines:OPENSSL_internal:beyond every alert | 1256"
            })
    void reasonOfOurOwnLibraryIsNoAlert(String message, int reason) {
        assertThat(TlsErrorCode.of(new SSLException(message))).isEqualTo(new TlsErrorCode.Local(reason));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Connection reset by peer",
                "error:1000",
                "error:not-hexadecimal",
                "alert unknown_ca",
                "Received fatal alert unknown_ca",
                "Received unknown_ca during handshake",
                "Received",
                "PKIX path building failed"
            })
    void whatHasNoCodeHasNone(String message) {
        assertThat(TlsErrorCode.of(new SSLException(message))).isEqualTo(new TlsErrorCode.None());
    }

    @Test
    void codeIsFoundInTheCauses() {
        Throwable wrapped = new DecoderException(
                new IOException(new SSLHandshakeException("Received fatal alert: certificate_revoked")));
        assertThat(TlsErrorCode.of(wrapped)).isEqualTo(new TlsErrorCode.ReceivedAlert(Alert.CERTIFICATE_REVOKED));
    }

    @Test
    void causesThatGoInCirclesEnd() {
        Exception one = new Exception("one");
        one.initCause(new Exception("two", one));
        assertThat(TlsErrorCode.of(one)).isEqualTo(new TlsErrorCode.None());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
    void alertIsFoundByNumberAndByName(Alert alert) {
        assertThat(Alert.ofNumber(alert.number())).isEqualTo(alert);
        assertThat(Alert.ofLabel(alert.label())).isEqualTo(alert);
    }

    /** What a TLS failure means is decided by codes: exceptions' texts are read in one place, and only for codes. */
    @Test
    void nobodyElseReadsTheTextOfATlsFailure() throws IOException {
        Path sources = Path.of(
                System.getProperty("countersign.root"),
                "proxy-core",
                "src",
                "main",
                "java",
                "dev",
                "countersign",
                "core");
        for (String part : List.of("tls", "origin", "retry", "failover")) {
            try (Stream<Path> files = Files.walk(sources.resolve(part))) {
                assertThat(files.filter(Files::isRegularFile)
                                .filter(TlsErrorCodeTest::readsMessages)
                                .map(file -> file.getFileName().toString()))
                        .isSubsetOf("TlsErrorCode.java");
            }
        }
        assertThat(readsMessages(sources.resolve("tls").resolve("TlsErrorCode.java")))
                .isTrue();
    }

    private static boolean readsMessages(Path file) {
        try {
            String text = Files.readString(file);
            return text.contains("getMessage(") || text.contains("getLocalizedMessage(");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
