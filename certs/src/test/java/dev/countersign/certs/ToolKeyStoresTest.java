package dev.countersign.certs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.certificate.KeyFormat;
import dev.countersign.testkit.certificate.OwnFile;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads the key stores that openssl and keytool write. */
final class ToolKeyStoresTest {
    private static final TestAuthority ROOT = TestAuthority.create("Root");
    private static final TestCertificate MADE =
            ROOT.intermediate("Outer").intermediate("Inner").client("partner-a");

    @TempDir
    Path directory;

    @BeforeAll
    static void toolsAreInstalled() {
        CommandLine.require("openssl");
        CommandLine.require("keytool");
    }

    @BeforeEach
    void write() {
        MADE.writeChain(directory.resolve("a.crt"));
        MADE.writeKey(directory.resolve("a.key"), KeyFormat.PKCS8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " -legacy",
                " -keypbe AES-128-CBC -certpbe AES-256-CBC -macalg sha512 -iter 100000",
                " -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1",
                " -certpbe NONE",
                " -nomac",
                " -name partner-a"
            })
    void keyStoreMadeByOpensslIsRead(String options) throws Exception {
        export(options);
        assertRead("a.p12", "s3cret");
        assertThat(Expect.problem(load("a.p12", Optional.of("wrong")))).contains("correct the password");
        assertThat(Expect.problem(load("a.p12", Optional.empty()))).contains("configure its password");
    }

    @Test
    void keyStoreWithoutAnyProtectionNeedsNoPassword() throws Exception {
        export(" -keypbe NONE -certpbe NONE -nomac");
        assertThat(Expect.usable(load("a.p12", Optional.empty())).chain()).isEqualTo(MADE.chain());
        assertThat(Expect.warning(load("a.p12", Optional.of("unused")))).contains("is not encrypted");
    }

    @Test
    void rootThatOpensslAddsIsPartOfTheChain() throws Exception {
        ROOT.writeTo(directory, "root");
        Files.writeString(
                directory.resolve("more.pem"),
                ROOT.pem() + TestAuthority.create("Unrelated").pem());
        export(" -certfile more.pem");
        assertThat(Expect.usable(load("a.p12", Optional.of("s3cret"))).chain())
                .hasSize(4)
                .endsWith(ROOT.certificate());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PKCS12", "JKS"})
    void keyStoreMadeByKeytoolIsRead(String type) throws Exception {
        export(" -name partner-a");
        CommandLine.run(
                directory,
                "keytool -importkeystore -noprompt -srckeystore a.p12 -srcstorepass s3cret -destkeystore a.store"
                        + " -srcalias partner-a -deststorepass changeit -destkeypass changeit -deststoretype " + type);
        assertThat(Expect.problem(load("a.store", Optional.of("changeit")))).contains("chmod 600");
        protect("a.store");
        assertRead("a.store", "changeit");
    }

    /** Importing into JKS, keytool keeps the key's old password unless it is told otherwise. */
    @Test
    void keyWithAPasswordOfItsOwnIsReadAfterWhatTheRefusalSays() throws Exception {
        export(" -name partner-a");
        CommandLine.run(
                directory,
                "keytool -importkeystore -noprompt -srckeystore a.p12 -srcstorepass s3cret -destkeystore a.jks"
                        + " -deststorepass changeit -deststoretype JKS");
        protect("a.jks");
        assertThat(Expect.problem(load("a.jks", Optional.of("changeit"))))
                .contains("whose password is not the file's", "keytool -importkeystore -deststoretype PKCS12");
        CommandLine.run(
                directory,
                "keytool -importkeystore -noprompt -srckeystore a.jks -srcstorepass changeit -srcalias partner-a"
                        + " -srckeypass s3cret -destkeystore new.p12 -deststorepass changeit -deststoretype PKCS12");
        protect("new.p12");
        assertRead("new.p12", "changeit");
    }

    private void protect(String file) throws Exception {
        OwnFile.write(directory.resolve(file), Files.readAllBytes(directory.resolve(file)));
    }

    @Test
    void keyStoreThatDemandsTooMuchWorkIsRefused() throws Exception {
        export(" -keypbe NONE -certpbe NONE -iter 5000001");
        assertThat(Expect.problem(load("a.p12", Optional.of("s3cret"))))
                .contains("demands more than the 5000000 rounds of key derivation");
    }

    private void export(String options) throws Exception {
        CommandLine.run(
                directory, "openssl pkcs12 -export -in a.crt -inkey a.key -out a.p12 -passout pass:s3cret" + options);
    }

    private void assertRead(String file, String password) {
        KeyedChain read = Expect.usable(load(file, Optional.of(password)));
        assertThat(read.chain()).isEqualTo(MADE.chain());
        assertThat(read.key()).isEqualTo(MADE.key());
    }

    private Loaded<KeyedChain> load(String file, Optional<String> password) {
        return KeyedChains.read(
                new KeyedMaterial.KeyStoreFile(directory.resolve(file), password.map(Password::new)),
                KeyAccess.PRIVATE);
    }
}
