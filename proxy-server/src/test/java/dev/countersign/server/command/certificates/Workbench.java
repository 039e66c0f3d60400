package dev.countersign.server.command.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.server.command.Commands;
import dev.countersign.testkit.certificate.CertificateFiles;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.ExtendedUse;
import dev.countersign.testkit.certificate.KeyType;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntBiFunction;
import java.util.stream.Stream;
import picocli.CommandLine;

/** A store in a directory of a test, certificates to put into it, and the commands, run as a user would. */
final class Workbench {
    /** What one command said and how it ended. */
    record Result(int code, String out, String err) {
        /** It went as asked, without a word on standard error. */
        Result fine() {
            assertThat(err).isEmpty();
            assertThat(code).isEqualTo(Commands.FINE);
            return this;
        }

        /** It was refused, and answered nothing. */
        Result refused() {
            assertThat(out).isEmpty();
            assertThat(code).as(err).isEqualTo(Commands.REFUSED);
            return this;
        }

        Map<String, Object> json() {
            return JsonTree.object(out);
        }
    }

    private final Path directory;
    private final TestAuthority authority =
            TestAuthority.create(CertificateSpec.authority("Workbench CA").key(KeyType.RSA_2048));
    private final List<String> everything = new ArrayList<>();
    private int written;

    Workbench(Path directory) {
        this.directory = directory;
    }

    Path store() {
        return directory.resolve("store");
    }

    Path file(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Runs {@code countersign certificates ARGS}. */
    Result run(String... args) {
        return listen((out, err) -> Commands.execute(
                Stream.concat(Stream.of("certificates"), Stream.of(args)).toArray(String[]::new),
                () -> {
                    throw new AssertionError("nobody sent a signal");
                },
                out,
                err));
    }

    /** Runs a command with an environment of its own. */
    Result runIn(Map<String, String> environment, String... args) {
        return listen((out, err) -> new CommandLine(new CertificatesCommand(out, err, environment))
                .setOut(out)
                .setErr(err)
                .execute(args));
    }

    private Result listen(ToIntBiFunction<PrintWriter, PrintWriter> command) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = command.applyAsInt(new PrintWriter(out, true), new PrintWriter(err, true));
        everything.add(out.toString() + err);
        return new Result(code, out.toString(), err.toString());
    }

    /** Runs a command on the store. */
    Result onStore(String command, String... args) {
        return run(Stream.concat(Stream.of(command, "--store", store().toString()), Stream.of(args))
                .toArray(String[]::new));
    }

    /** What each command so far said, on both streams. */
    List<String> everything() {
        return everything;
    }

    /** The root, in a file. */
    Path root() {
        return authority.writeTo(directory, "root");
    }

    TestAuthority authority() {
        return authority;
    }

    CertificateFiles write(TestCertificate certificate) {
        written++;
        CertificateFiles files = certificate.writeTo(directory, "file-" + written);
        keepPrivate(files.key());
        return files;
    }

    /** A key that others may read is warned about. */
    static Path keepPrivate(Path key) {
        try {
            return Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** An RSA 2048 certificate, which ACM lists by default. */
    static CertificateSpec rsa(String name, ExtendedUse use) {
        return CertificateSpec.named(name).key(KeyType.RSA_2048).use(use);
    }

    /** Imports a certificate of the workbench's authority and gives its ARN. */
    String imported(CertificateSpec spec, String... more) {
        return imported(authority.issue(spec), more);
    }

    String imported(TestCertificate certificate, String... more) {
        Result result = onStore("import", importArguments(write(certificate), more));
        result.fine();
        return result.out().strip();
    }

    String[] importArguments(CertificateFiles files, String... more) {
        List<String> args = new ArrayList<>(List.of(
                "--certificate", files.chain().toString(),
                "--private-key", files.key().toString(),
                "--chain", root().toString()));
        args.addAll(List.of(more));
        return args.toArray(String[]::new);
    }

    /** A configuration whose distribution {@code shop} presents these ARNs, one origin ({@code origin-1} and so on) each. */
    Path config(String... arns) {
        StringBuilder origins = new StringBuilder();
        for (int i = 0; i < arns.length; i++) {
            origins.append("""
                          - id: origin-%d
                            domainName: a.example
                            customOriginConfig:
                              originProtocolPolicy: https-only
                              originMtlsConfig: {clientCertificateArn: "%s"}
                    """.formatted(i + 1, arns[i]));
        }
        return file("countersign.yaml", """
                listeners: [{bind: 127.0.0.1:8080}]
                certificateStore: {directory: store, account: "111122223333"}
                distributions:
                  - id: shop
                    origins:
                      - id: plain
                        domainName: plain.example
                        customOriginConfig: {originProtocolPolicy: http-only}
                %s    defaultCacheBehavior: {targetOriginId: plain}
                """.formatted(origins));
    }
}
