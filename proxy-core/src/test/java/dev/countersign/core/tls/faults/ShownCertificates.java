package dev.countersign.core.tls.faults;

import static dev.countersign.core.tls.faults.Shown.NAME;
import static dev.countersign.core.tls.faults.Shown.ROOT;
import static dev.countersign.core.tls.faults.Shown.accepted;
import static dev.countersign.core.tls.faults.Shown.refused;
import static dev.countersign.testkit.certificate.CertificateSpec.authority;
import static dev.countersign.testkit.certificate.CertificateSpec.server;

import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.ExtendedUse;
import dev.countersign.testkit.certificate.KeyType;
import dev.countersign.testkit.certificate.SignatureHash;
import dev.countersign.testkit.certificate.SmallCurve;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Every certificate an origin may or must not show: one table, grouped by the question that decides. */
public final class ShownCertificates {
    private static final String MISMATCH = "origin_name_mismatch";
    private static final String UNTRUSTED = "origin_untrusted";
    private static final String BAD_CHAIN = "origin_bad_chain";
    private static final String BAD_USAGE = "origin_bad_usage";
    private static final String WEAK = "origin_weak";
    private static final String EXPIRED = "origin_expired";
    private static final String NOT_YET_VALID = "origin_not_yet_valid";

    private static final String ALTERNATIVE_NAMES = "2.5.29.17";
    private static final String NAME_CONSTRAINTS = "2.5.29.30";
    private static final String UNKNOWN_EXTENSION = "1.3.6.1.4.1.99999.7";
    private static final int MAIL_NAME = 0x81;
    private static final int DNS_NAME = 0x82;
    private static final int URI_NAME = 0x86;

    // The bits of keyUsage as Bouncy Castle has them.
    private static final int KEY_ENCIPHERMENT = 1 << 5;
    private static final int KEY_AGREEMENT = 1 << 3;
    private static final int DIGITAL_SIGNATURE = 1 << 7;
    private static final int CRL_SIGNATURE = 1 << 1;
    private static final int NO_KEY_USAGE = 0;

    private static final TestAuthority SERVER =
            ROOT.intermediate(server("a.test").keyUsage(DIGITAL_SIGNATURE).isAuthority(false));
    private static final TestAuthority SILENT =
            ROOT.intermediate(authority("silent").keyUsage(CRL_SIGNATURE));

    private static final List<Shown> ALL = Stream.of(
                    names(),
                    wildcards(),
                    labelsAndAddresses(),
                    alternativeNames(),
                    trust(),
                    form(),
                    dates(),
                    strength(),
                    usage(),
                    constraints(),
                    numbers())
            .flatMap(List::stream)
            .toList();

    private ShownCertificates() {}

    /** All rows. */
    public static List<Shown> all() {
        return ALL;
    }

    /** Subject alternative names against the configured name (RFC 9525 section 6). */
    private static List<Shown> names() {
        return List.of(
                accepted("the name itself", server(NAME)),
                accepted("the name in capitals", server("ORIGIN.Test")),
                accepted("a configured name in capitals", server(NAME)).called("ORIGIN.test"),
                accepted("a configured name with a trailing dot", server(NAME)).called("origin.test."),
                accepted("a name with a trailing dot", server("origin.test.")),
                accepted("one of several names", server("first.test", "127.0.0.9", NAME)),
                refused(MISMATCH, "another name", server("other.test")),
                refused(MISMATCH, "the name's parent", server(NAME)).called("www.origin.test"),
                refused(MISMATCH, "a name below it", server("www.origin.test")),
                refused(MISMATCH, "a name that ends like it", server(NAME)).called("xorigin.test"),
                refused(MISMATCH, "a name that begins like it", server("origin.test.example")));
    }

    /** A wildcard is the whole leftmost label, and stands for one. */
    private static List<Shown> wildcards() {
        return List.of(
                accepted("a wildcard for one label", server("*.origin.test")).called("www.origin.test"),
                accepted("a wildcard in capitals", server("*.ORIGIN.test")).called("www.origin.test"),
                refused(MISMATCH, "a wildcard against the name it stands below", server("*.origin.test")),
                refused(MISMATCH, "a wildcard against two labels", server("*.origin.test"))
                        .called("a.b.origin.test"),
                refused(MISMATCH, "a wildcard with a label's end", server("w*.origin.test"))
                        .called("www.origin.test"),
                refused(MISMATCH, "a wildcard with a label's begin", server("*w.origin.test"))
                        .called("www.origin.test"),
                refused(MISMATCH, "a wildcard within a label", server("w*w.origin.test"))
                        .called("www.origin.test"),
                refused(MISMATCH, "a wildcard that is not leftmost", server("www.*.test"))
                        .called("www.origin.test"),
                refused(MISMATCH, "two wildcards", server("*.*.test")).called("www.origin.test"),
                refused(MISMATCH, "a wildcard for a whole top-level domain", server("*.test")),
                refused(MISMATCH, "a wildcard alone", server("*")));
    }

    /** International names as both sides write them, and addresses. */
    private static List<Shown> labelsAndAddresses() {
        return List.of(
                accepted("an A-label", server("xn--bcher-kva.test")).called("xn--bcher-kva.test"),
                accepted("an A-label in capitals", server("XN--BCHER-KVA.test")).called("xn--bcher-kva.test"),
                accepted("a wildcard for an A-label", server("*.origin.test")).called("xn--bcher-kva.origin.test"),
                refused(MISMATCH, "a wildcard in an A-label", server("xn--*.origin.test"))
                        .called("xn--bcher-kva.origin.test"),
                refused(MISMATCH, "what an A-label resembles", server("bucher.test"))
                        .called("xn--bcher-kva.test"),
                accepted("an IPv4 address", server("127.0.0.1")).called("127.0.0.1"),
                accepted("an IPv6 address", server("::1")).called("0:0:0:0:0:0:0:1"),
                refused(MISMATCH, "another IPv4 address", server("127.0.0.2")).called("127.0.0.1"),
                refused(MISMATCH, "another IPv6 address", server("::2")).called("::1"),
                refused(MISMATCH, "an address instead of a name", server("127.0.0.1")),
                refused(MISMATCH, "a name instead of an address", server(NAME)).called("127.0.0.1"),
                refused(MISMATCH, "a wildcard instead of an address", server("*.0.0.1"))
                        .called("127.0.0.1"));
    }

    /** Where else a name may stand, and how else it may be written. */
    private static List<Shown> alternativeNames() {
        return List.of(
                refused(
                        MISMATCH,
                        "the common name alone",
                        CertificateSpec.named(NAME).use(ExtendedUse.SERVER)),
                refused(
                        MISMATCH,
                        "the common name beside another name",
                        server(NAME).names("other.test")),
                refused(
                                MISMATCH,
                                "an address as common name",
                                CertificateSpec.named("127.0.0.1").use(ExtendedUse.SERVER))
                        .called("127.0.0.1"),
                refused(MISMATCH, "no name at all", without()),
                refused(MISMATCH, "an empty list of names", without().extensions(names(DNS_NAME))),
                refused(MISMATCH, "an empty name", without().extensions(names(DNS_NAME, ""))),
                accepted("a name written by hand", without().extensions(names(DNS_NAME, NAME))),
                refused(MISMATCH, "an address written as a name", without().extensions(names(DNS_NAME, "127.0.0.1")))
                        .called("127.0.0.1"),
                refused(MISMATCH, "the name as a mail address", without().extensions(names(MAIL_NAME, NAME))),
                refused(MISMATCH, "the name as an URI", without().extensions(names(URI_NAME, "https://origin.test"))),
                refused(
                        MISMATCH,
                        "the name up to a NUL",
                        without().extensions(names(DNS_NAME, "origin.test\0.other.test"))),
                refused(MISMATCH, "the name with a blank", without().extensions(names(DNS_NAME, "origin.test "))),
                refused(MISMATCH, "a U-label", without().extensions(names(DNS_NAME, "b\u00fccher.test")))
                        .called("xn--bcher-kva.test"));
    }

    /** Does anybody we trust vouch for it? */
    private static List<Shown> trust() {
        TestAuthority other = TestAuthority.create("other");
        TestAuthority middle = ROOT.intermediate("middle");
        TestAuthority lower = middle.intermediate("lower");
        TestCertificate deep = lower.server(NAME);
        TestCertificate selfSigned = TestAuthority.issueSelfSigned(server(NAME));
        X509Certificate crossed = ROOT.crossSign(other);
        TestCertificate below = other.server(NAME);
        X509Certificate oldRoot = ROOT.selfSignedAgain(authority("root").expired());
        return List.of(
                refused(UNTRUSTED, "self-signed", selfSigned),
                accepted("self-signed, and trusted itself", selfSigned).trusting(selfSigned.leaf()),
                refused(UNTRUSTED, "an unknown authority", other.server(NAME)),
                refused(UNTRUSTED, "an unknown authority with its root", with(other.server(NAME), other)),
                refused(
                        UNTRUSTED,
                        "an unknown authority of a known name",
                        TestAuthority.create("root").server(NAME)),
                refused(
                        UNTRUSTED,
                        "an unknown authority of a known name, its root shown",
                        with(TestAuthority.create("root").server(NAME), ROOT)),
                refused(UNTRUSTED, "one intermediate missing", chain(deep, 0, 1)),
                refused(UNTRUSTED, "all intermediates missing", chain(deep, 0)),
                refused(UNTRUSTED, "a forged intermediate", forged(middle)),
                accepted("two intermediates", deep),
                accepted("two intermediates and the root", with(deep, ROOT)),
                accepted("an intermediate that is trusted itself", deep).trusting(middle.certificate()),
                accepted("nothing above an intermediate that is trusted itself", chain(deep, 0))
                        .trusting(lower.certificate()),
                accepted("cross-signed by whom we trust", below.withChain(List.of(below.leaf(), crossed))),
                accepted("cross-signed by whom we do not know", below.withChain(List.of(below.leaf(), crossed)))
                        .trusting(other.certificate()),
                accepted("a root trusted in its old form and its new", ROOT.server(NAME))
                        .trusting(oldRoot, ROOT.certificate()),
                accepted("a root trusted in its new form and its old", ROOT.server(NAME))
                        .trusting(ROOT.certificate(), oldRoot),
                refused(UNTRUSTED, "signed by a server that is trusted itself", signedByServer())
                        .trusting(SERVER.certificate()),
                refused(UNTRUSTED, "signed by an authority that may not sign", SILENT.server(NAME))
                        .trusting(SILENT.certificate()));
    }

    private static TestCertificate signedByServer() {
        return chain(SERVER.server(NAME), 0);
    }

    /** The order of the chain and its length, before anybody looks whether it could be put right. */
    private static List<Shown> form() {
        TestAuthority middle = ROOT.intermediate("middle");
        TestCertificate deep = middle.intermediate("lower").server(NAME);
        X509Certificate stray = ROOT.server("stray.test").leaf();
        TestAuthority high = ROOT;
        for (int i = 1; i <= 6; i++) {
            high = high.intermediate("level " + i);
        }
        return List.of(
                refused(BAD_CHAIN, "two intermediates the wrong way round", chain(deep, 0, 2, 1)),
                refused(BAD_CHAIN, "the root before the intermediates", insert(deep, 1, ROOT.certificate())),
                refused(BAD_CHAIN, "an unrelated certificate behind the chain", insert(deep, 3, stray)),
                refused(BAD_CHAIN, "an unrelated certificate within the chain", insert(deep, 1, stray)),
                refused(
                        BAD_CHAIN,
                        "an unrelated root behind the chain",
                        with(with(deep, ROOT), TestAuthority.create("x"))),
                refused(BAD_CHAIN, "the leaf twice", chain(deep, 0, 0, 1, 2)),
                refused(BAD_CHAIN, "the leaf again behind the chain", chain(deep, 0, 1, 2, 0)),
                refused(BAD_CHAIN, "an intermediate twice", chain(deep, 0, 1, 1, 2)),
                refused(BAD_CHAIN, "the root twice", with(with(deep, ROOT), ROOT)),
                accepted("eight certificates", with(high.server(NAME), ROOT)),
                refused(
                        BAD_CHAIN,
                        "nine certificates",
                        with(high.intermediate("level 7").server(NAME), ROOT)));
    }

    private static List<Shown> dates() {
        TestAuthority oldRoot = TestAuthority.create(authority("old root").expired());
        TestAuthority newRoot = TestAuthority.create(authority("new root").notYetValid());
        TestAuthority old = ROOT.intermediate(authority("old").expired());
        TestAuthority early = ROOT.intermediate(authority("early").notYetValid());
        TestCertificate anchored = TestAuthority.issueSelfSigned(server(NAME).expired());
        return List.of(
                refused(EXPIRED, "an expired leaf", server(NAME).expired()),
                refused(NOT_YET_VALID, "a leaf not yet valid", server(NAME).notYetValid()),
                refused(
                        EXPIRED,
                        "an expired leaf for another name",
                        server("other.test").expired()),
                refused(EXPIRED, "an expired intermediate", old.server(NAME)),
                refused(NOT_YET_VALID, "an intermediate not yet valid", early.server(NAME)),
                refused(EXPIRED, "an expired root", oldRoot.server(NAME)).trusting(oldRoot.certificate()),
                refused(NOT_YET_VALID, "a root not yet valid", newRoot.server(NAME))
                        .trusting(newRoot.certificate()),
                refused(EXPIRED, "an expired intermediate that is trusted itself", old.server(NAME))
                        .trusting(old.certificate()),
                refused(EXPIRED, "an expired leaf that is trusted itself", anchored)
                        .trusting(anchored.leaf()));
    }

    private static List<Shown> strength() {
        TestAuthority rsa = TestAuthority.create(authority("rsa").key(KeyType.RSA_2048));
        TestAuthority oldRoot = TestAuthority.create(authority("sha-1").signedWith(SignatureHash.SHA1));
        TestAuthority weakRoot = TestAuthority.create(authority("short").key(KeyType.RSA_1024));
        TestCertificate anchored = TestAuthority.issueSelfSigned(server(NAME).key(KeyType.RSA_1024));
        return List.of(
                accepted("RSA of 2048 bits", server(NAME).key(KeyType.RSA_2048)),
                accepted("P-384", server(NAME).key(KeyType.P384)),
                accepted(
                        "an Ed25519 authority",
                        ROOT.intermediate(authority("ed").key(KeyType.ED25519)).server(NAME)),
                accepted(
                        "a P-521 authority",
                        ROOT.intermediate(authority("p521").key(KeyType.P521)).server(NAME)),
                refused(WEAK, "RSA of 1024 bits", server(NAME).key(KeyType.RSA_1024)),
                refused(
                        WEAK,
                        "an intermediate with RSA of 1024 bits",
                        ROOT.intermediate(authority("short").key(KeyType.RSA_1024))
                                .server(NAME)),
                refused(WEAK, "a root with RSA of 1024 bits", weakRoot.server(NAME))
                        .trusting(weakRoot.certificate()),
                refused(WEAK, "RSA of 1024 bits, trusted itself", anchored).trusting(anchored.leaf()),
                refused(
                        WEAK,
                        "an intermediate with P-224",
                        ROOT.intermediate(authority("small").keys(SmallCurve.generate()))
                                .server(NAME)),
                refused(WEAK, "signed over SHA-1", server(NAME).signedWith(SignatureHash.SHA1)),
                refused(
                        WEAK,
                        "an intermediate signed over SHA-1",
                        ROOT.intermediate(authority("sha-1").signedWith(SignatureHash.SHA1))
                                .server(NAME)),
                accepted("a root signed over SHA-1, on which nobody relies", oldRoot.server(NAME))
                        .trusting(oldRoot.certificate()),
                refused(WEAK, "signed over MD5", rsa.issue(server(NAME).signedWith("MD5withRSA")))
                        .trusting(rsa.certificate()),
                refused(
                                WEAK,
                                "signed with RSASSA-PSS over SHA-1",
                                rsa.issue(server(NAME).signedWith(pss("SHA-1", MGF1ParameterSpec.SHA1))))
                        .trusting(rsa.certificate()),
                accepted(
                                "signed with RSASSA-PSS over SHA-256",
                                rsa.issue(server(NAME).signedWith(pss("SHA-256", MGF1ParameterSpec.SHA256))))
                        .trusting(rsa.certificate()));
    }

    /** Key usage, extended key usage and the CA flag. */
    private static List<Shown> usage() {
        TestAuthority clientsOnly = ROOT.intermediate(authority("clients").use(ExtendedUse.CLIENT));
        TestAuthority mailRoot = TestAuthority.create(authority("mail").use(ExtendedUse.MAIL));
        TestCertificate anyUse = TestAuthority.issueSelfSigned(
                server(NAME).keyUsage(NO_KEY_USAGE).isAuthority(true));
        return List.of(
                refused(BAD_USAGE, "for clients alone", server(NAME).use(ExtendedUse.CLIENT)),
                refused(BAD_USAGE, "for mail alone", server(NAME).use(ExtendedUse.MAIL)),
                accepted("for servers and clients", server(NAME).use(ExtendedUse.BOTH)),
                accepted("for any use", server(NAME).use(ExtendedUse.ANY)),
                accepted("no extended key usage", server(NAME).use(ExtendedUse.NONE)),
                accepted("no key usage", server(NAME).keyUsage(NO_KEY_USAGE)),
                refused(BAD_USAGE, "keys for key agreement alone", server(NAME).keyUsage(KEY_AGREEMENT)),
                refused(
                        BAD_USAGE,
                        "RSA keys for key encipherment alone",
                        server(NAME).key(KeyType.RSA_2048).keyUsage(KEY_ENCIPHERMENT)),
                refused(BAD_USAGE, "a leaf that is an authority", server(NAME).isAuthority(true)),
                refused(
                        BAD_USAGE,
                        "a leaf that is an authority and may sign both",
                        server(NAME).keyUsage(DIGITAL_SIGNATURE).isAuthority(true)),
                accepted("an authority that is trusted as a leaf", anyUse).trusting(anyUse.leaf()),
                refused(BAD_USAGE, "an intermediate for clients alone", clientsOnly.server(NAME)),
                refused(BAD_USAGE, "an intermediate for clients alone, trusted itself", clientsOnly.server(NAME))
                        .trusting(clientsOnly.certificate()),
                refused(BAD_USAGE, "a root for mail alone", mailRoot.server(NAME))
                        .trusting(mailRoot.certificate()),
                accepted(
                        "an intermediate for servers",
                        ROOT.intermediate(authority("servers").use(ExtendedUse.SERVER))
                                .server(NAME)),
                refused(
                        BAD_CHAIN,
                        "an intermediate that is no authority",
                        ROOT.intermediate(authority("none").isAuthority(false)).server(NAME)),
                refused(
                        BAD_CHAIN,
                        "an intermediate that may not sign certificates",
                        ROOT.intermediate(authority("silent").keyUsage(CRL_SIGNATURE))
                                .server(NAME)),
                refused(
                        BAD_CHAIN,
                        "an intermediate of X.509 v1",
                        ROOT.intermediate(authority("v1").version1()).server(NAME)));
    }

    /** What authorities are confined to, and what nobody here understands. */
    private static List<Shown> constraints() {
        TestAuthority elsewhere = ROOT.intermediate(authority("elsewhere").permittedDomains("other.test"));
        TestAuthority last = ROOT.intermediate(authority("last").pathLength(0));
        TestAuthority here = ROOT.intermediate(authority("here").permittedDomains("test"));
        TestAuthority confinedRoot = TestAuthority.create(authority("confined").permittedDomains("other.test"));
        TestAuthority shortRoot = TestAuthority.create(authority("short").pathLength(0));
        Map<String, byte[]> unknown = Map.of(UNKNOWN_EXTENSION, new byte[] {5, 0});
        return List.of(
                refused(BAD_CHAIN, "below an authority for another domain", elsewhere.server(NAME)),
                accepted("below an authority for this domain", here.server(NAME)),
                refused(BAD_CHAIN, "a second name outside an authority's domain", here.server(NAME, "origin.example")),
                refused(
                        BAD_CHAIN,
                        "below an authority that this domain is excluded from",
                        ROOT.intermediate(authority("excluding").criticalExtensions(excluding(NAME)))
                                .server(NAME)),
                accepted(
                        "below an authority that another domain is excluded from",
                        ROOT.intermediate(authority("excluding").criticalExtensions(excluding("other.test")))
                                .server(NAME)),
                refused(BAD_CHAIN, "below a root for another domain", confinedRoot.server(NAME))
                        .trusting(confinedRoot.certificate()),
                refused(BAD_CHAIN, "below a constrained intermediate that is trusted itself", elsewhere.server(NAME))
                        .trusting(elsewhere.certificate()),
                refused(
                        BAD_CHAIN,
                        "one intermediate too many",
                        last.intermediate("one more").server(NAME)),
                refused(
                                BAD_CHAIN,
                                "one too many below a root",
                                shortRoot.intermediate("one more").server(NAME))
                        .trusting(shortRoot.certificate()),
                refused(
                                BAD_CHAIN,
                                "one too many below an intermediate that is trusted itself",
                                last.intermediate("one more").server(NAME))
                        .trusting(last.certificate()),
                accepted("as many intermediates as allowed", last.server(NAME)),
                refused(BAD_CHAIN, "an unknown critical extension", server(NAME).criticalExtensions(unknown)),
                refused(
                        BAD_CHAIN,
                        "an unknown critical extension of an intermediate",
                        ROOT.intermediate(authority("odd").criticalExtensions(unknown))
                                .server(NAME)),
                accepted("an unknown extension", server(NAME).extensions(unknown)));
    }

    /** RFC 5280 section 4.1.2.2 asks to handle these gracefully, and so they are not what a connection fails for. */
    private static List<Shown> numbers() {
        return List.of(
                accepted("serial number zero", server(NAME).serial(BigInteger.ZERO)),
                accepted("a negative serial number", server(NAME).serial(BigInteger.valueOf(-7))));
    }

    private static CertificateSpec without() {
        return CertificateSpec.named("somebody").use(ExtendedUse.SERVER);
    }

    /** subjectAltName with these names, byte for byte. */
    private static Map<String, byte[]> names(int tag, String... names) {
        byte[][] encoded = Stream.of(names)
                .map(name -> element(tag, name.getBytes(StandardCharsets.UTF_8)))
                .toArray(byte[][]::new);
        return Map.of(ALTERNATIVE_NAMES, element(0x30, encoded));
    }

    /** nameConstraints that exclude a DNS subtree. */
    private static Map<String, byte[]> excluding(String domain) {
        byte[] name = element(DNS_NAME, domain.getBytes(StandardCharsets.US_ASCII));
        return Map.of(NAME_CONSTRAINTS, element(0x30, element(0xa1, element(0x30, name))));
    }

    /** DER with a length below 128. */
    private static byte[] element(int tag, byte[]... contents) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        out.write(Stream.of(contents).mapToInt(content -> content.length).sum());
        for (byte[] content : contents) {
            out.writeBytes(content);
        }
        return out.toByteArray();
    }

    private static PSSParameterSpec pss(String hash, MGF1ParameterSpec mask) {
        return new PSSParameterSpec(hash, "MGF1", mask, 20, 1);
    }

    private static TestCertificate chain(TestCertificate certificate, int... links) {
        List<X509Certificate> chain = new ArrayList<>();
        for (int link : links) {
            chain.add(certificate.chain().get(link));
        }
        return certificate.withChain(chain);
    }

    private static TestCertificate insert(TestCertificate certificate, int at, X509Certificate link) {
        List<X509Certificate> chain = new ArrayList<>(certificate.chain());
        chain.add(at, link);
        return certificate.withChain(chain);
    }

    private static TestCertificate with(TestCertificate certificate, TestAuthority root) {
        return insert(certificate, certificate.chain().size(), root.certificate());
    }

    private static TestCertificate forged(TestAuthority genuine) {
        TestCertificate made = TestAuthority.create("middle").server(NAME);
        return made.withChain(List.of(made.leaf(), genuine.certificate()));
    }
}
