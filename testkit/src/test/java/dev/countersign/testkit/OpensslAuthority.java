package dev.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.origin.Peers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A throw-away CA made by the openssl command, so that the launchers are tested without the testkit's own authority. */
public final class OpensslAuthority {
    /** One issued certificate: PEM files for servers, PKCS#12 for the JDK. */
    public record Issued(Path chain, Path key, Path store) {}

    private static final String PASSWORD = "test-only";

    private final Path directory;
    private final String name;

    private OpensslAuthority(Path directory, String name) {
        this.directory = directory;
        this.name = name;
    }

    public static OpensslAuthority create(Path directory, String name) throws IOException {
        OpensslAuthority authority = new OpensslAuthority(directory, name);
        authority.openssl(
                newKey(List.of("req", "-x509", "-days", "2"), name, authority.file("key"), authority.certificate()));
        return authority;
    }

    public Path certificate() {
        return file("pem");
    }

    public Issued issue(String subject) throws IOException {
        Path request = directory.resolve(subject + ".csr");
        Issued issued = new Issued(
                directory.resolve(subject + ".pem"),
                directory.resolve(subject + ".key"),
                directory.resolve(subject + ".p12"));
        openssl(newKey(List.of("req"), subject, issued.key(), request));
        Path names = Files.writeString(
                directory.resolve(subject + ".ext"),
                "subjectAltName=DNS:" + subject + "\nauthorityKeyIdentifier=keyid\n");
        openssl(List.of(
                "x509",
                "-req",
                "-in",
                request.toString(),
                "-CA",
                certificate().toString(),
                "-CAkey",
                file("key").toString(),
                "-CAcreateserial",
                "-days",
                "2",
                "-extfile",
                names.toString(),
                "-out",
                issued.chain().toString()));
        openssl(List.of(
                "pkcs12",
                "-export",
                "-in",
                issued.chain().toString(),
                "-inkey",
                issued.key().toString(),
                "-passout",
                "pass:" + PASSWORD,
                "-out",
                issued.store().toString()));
        return issued;
    }

    /** A context that trusts this CA and presents {@code own}, if any. */
    public SSLContext context(Issued... own) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream pem = Files.newInputStream(certificate())) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore mine = KeyStore.getInstance("PKCS12");
        mine.load(null, null);
        for (Issued issued : own) {
            mine = KeyStore.getInstance(issued.store().toFile(), PASSWORD.toCharArray());
        }
        keys.init(mine, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private Path file(String extension) {
        return directory.resolve(name + "." + extension);
    }

    private static List<String> newKey(List<String> command, String subject, Path key, Path out) {
        List<String> arguments = new ArrayList<>(command);
        arguments.addAll(List.of(
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-keyout",
                key.toString(),
                "-subj",
                "/CN=" + subject,
                "-out",
                out.toString()));
        return arguments;
    }

    private void openssl(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Peers.require("openssl").toString()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue())
                .as("%s: %s", command, output)
                .isZero();
    }
}
