package dev.countersign.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.ConfigResult;
import dev.countersign.config.Located;
import dev.countersign.config.Problem;
import dev.countersign.config.distribution.OriginTrust;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may vouch for an origin, in all the ways it can be said. What is refused stands in wrong-inputs.txt. */
final class OriginTrustTest {
    private static final String HEX = "cafecafecafecafecafecafecafecafecafecafecafecafecafecafecafecafe";
    private static final String UPPER_CASE = "CAFECAFECAFECAFECAFECAFECAFECAFECAFECAFECAFECAFECAFECAFECAFECAFE";
    private static final String BASE64 = "yv7K/sr+yv7K/sr+yv7K/sr+yv7K/sr+yv7K/sr+yv4=";
    private static final String PLACE = "distributions[0].origins[0].customOriginConfig.trust.";

    private static String yaml(String trust) {
        String policy = "originProtocolPolicy: https-only";
        return Readings.BASE.replace(policy, policy + "\n          trust: {" + trust + "}");
    }

    private static OriginTrust trust(String written) {
        return Readings.valid(yaml(written))
                .distributions()
                .get(0)
                .origins()
                .get(0)
                .customOriginConfig()
                .trust();
    }

    private static List<String> warnings(String written) {
        return ((ConfigResult.Valid) Readings.read(yaml(written)))
                .warnings().stream().map(Problem::toString).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "publicCas: jdk",
                "crl: none",
                "pins: {}",
                "pins: {spkiSha256: [], backup: []}, publicCas: jdk, crl: none"
            })
    void whatSaysNothingIsTheDefault(String written) {
        OriginTrust trust = trust(written);
        assertThat(trust.authorities()).isInstanceOf(OriginTrust.JdkCas.class);
        assertThat(trust.pins().all()).isEmpty();
        assertThat(trust.crl()).isEmpty();
        assertThat(warnings(written)).isEmpty();
    }

    @Test
    void theSystemsAuthoritiesCanBeChosen() {
        assertThat(trust("publicCas: system").authorities())
                .isInstanceOfSatisfying(
                        OriginTrust.SystemCas.class,
                        system -> assertThat(system.place()).hasToString("c.yaml:11:30 " + PLACE + "publicCas"));
        assertThat(warnings("publicCas: system")).isEmpty();
    }

    @Test
    void aBundleAloneCountsAndPublicAuthoritiesBesideItAreWarnedOf() {
        assertThat(trust("caBundle: /ca.pem, publicCas: system").authorities())
                .isInstanceOfSatisfying(
                        OriginTrust.CaBundle.class,
                        bundle -> assertThat(bundle.file().value()).isEqualTo(Path.of("/ca.pem")));
        assertThat(warnings("caBundle: /ca.pem, publicCas: system"))
                .containsExactly("c.yaml:11:49 " + PLACE + "publicCas: is not used, as caBundle on line 11 says who may"
                        + " vouch, and nobody else may; remove one of the two");
        assertThat(warnings("caBundle: /ca.pem, publicCas: jdk")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {BASE64, "sha256//" + BASE64, "sha256/" + BASE64, HEX, UPPER_CASE})
    void pinsAreTakenAsPeopleHaveThem(String pin) {
        assertThat(trust("pins: {spkiSha256: ['" + pin + "'], backup: ['" + "0".repeat(64) + "']}")
                        .pins()
                        .spkiSha256())
                .containsExactly(HEX);
    }

    @Test
    void pinsWithoutABackupAreWarnedOf() {
        assertThat(warnings("pins: {spkiSha256: ['" + BASE64 + "']}"))
                .containsExactly(
                        "c.yaml:11:38 " + PLACE + "pins.spkiSha256: has no backup: once the origin's key is lost"
                                + " or replaced, nothing reaches it; name the key that it will change to under backup");
        assertThat(warnings("pins: {spkiSha256: ['" + BASE64 + "'], backup: ['" + "0".repeat(64) + "']}"))
                .isEmpty();
    }

    @Test
    void aFileOfRevokedCertificatesIsRelativeToTheConfiguration() {
        assertThat(trust("crl: tls/ca.crl").crl().map(Located::value))
                .contains(Path.of("/no/such/directory/tls/ca.crl"));
    }
}
