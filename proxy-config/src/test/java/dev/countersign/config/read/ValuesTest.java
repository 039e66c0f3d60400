package dev.countersign.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.ProxyConfig;
import dev.countersign.config.distribution.DistributionConfig;
import dev.countersign.config.distribution.IpAddressType;
import dev.countersign.config.distribution.OriginConfig;
import dev.countersign.config.value.IpLiteral;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values in all the spellings that are taken. */
final class ValuesTest {
    @ParameterizedTest
    @CsvSource({"7,7000", "250ms,250", "30s,30000", "5m,300000", "1h,3600000", "0,0"})
    void durationsTakeSecondsAndUnits(String text, long millis) {
        ProxyConfig config = Readings.valid("runtime: {drainTimeout: " + text + "}\n" + Readings.BASE);
        assertThat(config.runtime().drainTimeout()).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({"1,1", "12h,43200", "30d,2592000"})
    void connectionMaxAgeTakesSecondsToAMonth(String text, long seconds) {
        assertThat(connectionMaxAge(text)).contains(Duration.ofSeconds(seconds));
    }

    @Test
    void noneIsTakenWhereItIsTheDefault() {
        assertThat(connectionMaxAge("none")).isEmpty();
        String policy = "originProtocolPolicy: https-only";
        String mtls =
                "\n          originMtlsConfig: {clientCertificate: {chain: a, key: b}, fallbackCertificateArn: none}";
        assertThat(Readings.problems(Readings.BASE.replace(policy, policy + mtls)))
                .isEmpty();
    }

    @Test
    void nameserversTakeBothFamiliesWithAndWithoutPort() {
        String servers = "[192.0.2.53, '192.0.2.54:5353', '[2001:db8::53]']";
        assertThat(Readings.valid("runtime: {nameservers: " + servers + "}\n" + Readings.BASE)
                        .runtime()
                        .nameservers())
                .containsExactly(
                        new InetSocketAddress("192.0.2.53", 53),
                        new InetSocketAddress("192.0.2.54", 5353),
                        new InetSocketAddress("2001:db8::53", 53));
        assertThat(Readings.valid("runtime: {nameservers: system}\n" + Readings.BASE)
                        .runtime()
                        .nameservers())
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(IpAddressType.class)
    void ipAddressTypesAreTaken(IpAddressType type) {
        String policy = "originProtocolPolicy: https-only";
        String written = "\n          ipAddressType: " + type.name().toLowerCase(Locale.ROOT);
        assertThat(Readings.valid(Readings.BASE.replace(policy, policy + written))
                        .distributions()
                        .get(0)
                        .origins()
                        .get(0)
                        .customOriginConfig()
                        .ipAddressType())
                .isEqualTo(type);
    }

    private static Optional<Duration> connectionMaxAge(String text) {
        String name = "domainName: origin-a.example.com";
        return Readings.valid(Readings.BASE.replace(name, name + "\n        connectionMaxAge: " + text))
                .distributions()
                .get(0)
                .origins()
                .get(0)
                .connectionMaxAge();
    }

    @ParameterizedTest
    @CsvSource({"0,0", "45d,3888000", "3650d,315360000"})
    void expiryWarningTakesNothingToTenYears(String text, long seconds) {
        ProxyConfig config = Readings.valid("certificateStore: {expiryWarning: " + text + "}\n" + Readings.BASE);
        assertThat(config.certificateStore().expiryWarning()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"012345678901", "\"012345678901\""})
    void accountKeepsItsLeadingZero(String text) {
        ProxyConfig config = Readings.valid("certificateStore: {account: " + text + "}\n" + Readings.BASE);
        assertThat(config.certificateStore().account()).isEqualTo("012345678901");
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1024,1024", "32KiB,32768", "5MiB,5242880", "64GiB,68719476736", "'\"2KiB\"',2048"})
    void sizesTakeBytesAndUnits(String text, long bytes) {
        ProxyConfig config = Readings.valid("limits: {requestBodyBytes: " + text + "}\n" + Readings.BASE);
        assertThat(config.limits().requestBodyBytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:0,127.0.0.1:0",
        "localhost:80,localhost:80",
        "LOCALHOST:80,localhost:80",
        "'\"[::1]:443\"',[::1]:443",
        "'\"[::]:443\"',[::]:443",
        "0.0.0.0:65535,0.0.0.0:65535",
        "edge-1.internal:8080,edge-1.internal:8080"
    })
    void bindsTakeNamesAndAddresses(String text, String bind) {
        ProxyConfig config = Readings.valid(Readings.BASE.replace("127.0.0.1:8080", text));
        assertThat(config.listeners().get(0).bind()).hasToString(bind);
    }

    @Test
    void portZeroMayStandTwice() {
        String two = "listeners: [{bind: \"127.0.0.1:0\"}, {bind: \"127.0.0.1:0\"}]";
        ProxyConfig config =
                Readings.valid("admin: {bind: \"127.0.0.1:0\"}\n" + Readings.BASE.replaceFirst("listeners:\n.*", two));
        assertThat(config.listeners()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:1", "127.9.9.9:1", "localhost:1", "\"[::1]:1\"", "\"[0:0:0:0:0:0:0:1]:1\""})
    void adminTakesEveryLoopbackAddress(String bind) {
        assertThat(Readings.problems("admin: {bind: " + bind + "}\n" + Readings.BASE))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1:1", "\"[::]:1\"", "edge.internal:1", "localhost.example.com:1", "0.0.0.0:1"})
    void adminTakesNoOtherAddress(String bind) {
        assertThat(Readings.problems("admin: {bind: " + bind + "}\n" + Readings.BASE))
                .singleElement()
                .asString()
                .contains("is not a loopback address");
    }

    @Test
    void hostNamesLoseCaseAndTrailingDot() {
        DistributionConfig shop = Readings.valid(Readings.BASE
                        .replace(
                                "[shop.example.com]",
                                "[SHOP.Example.com., \"*.Shop.example.COM\", 192.0.2.7, localhost]")
                        .replace("origin-a.example.com", "Origin-A.example.com."))
                .distributions()
                .get(0);
        assertThat(shop.aliases()).containsExactly("shop.example.com", "*.shop.example.com", "192.0.2.7", "localhost");
        assertThat(shop.origins()).extracting(OriginConfig::domainName).containsExactly("origin-a.example.com");
        assertThat(shop.domainName()).isEqualTo("shop");
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.7", "2001:db8::7", "localhost", "xn--bcher-kva.example"})
    void domainNameMayBeAnAddress(String name) {
        OriginConfig origin = Readings.valid(Readings.BASE.replace("origin-a.example.com", name))
                .distributions()
                .get(0)
                .origins()
                .get(0);
        assertThat(origin.domainName()).isEqualTo(name);
    }

    @Test
    void oneDistributionMayGoWithoutAliases() {
        String yaml = Readings.BASE.replace("    aliases: [shop.example.com]\n", "");
        assertThat(Readings.valid(yaml).distributions().get(0).aliases()).isEmpty();
        assertThat(Readings.problems(Readings.BASE.replace("[shop.example.com]", "[]")))
                .isEmpty();
    }

    @Test
    void pathPatternsAreRooted() {
        String yaml = Readings.BASE
                + "    cacheBehaviors: [{pathPattern: a/*, targetOriginId: partner-a},"
                + " {pathPattern: \"*.jpg\", targetOriginId: partner-a}, {pathPattern: \"?x\", targetOriginId: partner-a}]\n";
        assertThat(Readings.valid(yaml).distributions().get(0).behaviors())
                .extracting(it -> it.pathPattern())
                .containsExactly("/a/*", "*.jpg", "/?x");
    }

    @Test
    void numbersAndWordsStayTextWhereTextIsAsked() {
        String yaml = Readings.BASE.replace("id: shop", "id: 0123").replace("partner-a", "on");
        DistributionConfig distribution = Readings.valid(yaml).distributions().get(0);
        assertThat(distribution.id()).isEqualTo("0123");
        assertThat(distribution.origins().get(0).id()).isEqualTo("on");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "1",
                "1.2.3",
                "0x7f.0.0.1",
                "2130706433",
                "01.2.3.4",
                "1.2.3.256",
                "fe80::1%lo",
                "::g",
                "[::1]",
                "a:b",
                ":",
                "1:2:3",
                "",
                "example.com",
                "dead.beef",
                "1.2.3.4.5",
                "::1.2.3"
            })
    void nothingButLiteralsIsAnAddress(String text) {
        assertThat(IpLiteral.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,127.0.0.1",
        "255.255.255.255,255.255.255.255",
        "::1,0:0:0:0:0:0:0:1",
        "2001:DB8::7,2001:db8:0:0:0:0:0:7",
        "::,0:0:0:0:0:0:0:0",
        "::ffff:192.0.2.1,192.0.2.1"
    })
    void literalsAreAddresses(String text, String address) {
        assertThat(IpLiteral.parse(text))
                .hasValueSatisfying(it -> assertThat(it.getHostAddress()).isEqualTo(address));
    }

    @Test
    void damagedFilesGiveProblemsNeverExceptions() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String whole = Readings.resource("every-key.yaml");
        String alphabet = " \n\t:-[]{}\"'#&*!|>%@`,?${}~0aZ\u00e9\u0000\uFEFF\uD83D";
        for (int round = 0; round < 3000; round++) {
            StringBuilder damaged = new StringBuilder(whole);
            for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
                int at = random.nextInt(damaged.length());
                switch (random.nextInt(3)) {
                    case 0 -> damaged.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
                    case 1 -> damaged.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
                    default -> damaged.delete(at, Math.min(damaged.length(), at + 1 + random.nextInt(40)));
                }
            }
            String text = damaged.toString();
            assertThat(Readings.problems(text))
                    .as("seed %d, round %d", seed, round)
                    .allMatch(problem -> problem.matches("c\\.yaml:[1-9]\\d*:[1-9]\\d*( [^\\n]+)?: [^\\n]+"));
        }
    }
}
