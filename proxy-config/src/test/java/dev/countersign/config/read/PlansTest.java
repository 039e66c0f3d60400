package dev.countersign.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.plan.Plan;
import dev.countersign.config.plan.PlanFeature;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans gate features as CloudFront's do, one row per feature. Each promise names its row of the feature table. */
final class PlansTest {
    private static final String ARN = "arn:aws:acm:us-east-1:123456789012:certificate/cert-1";
    private static final String BY_ARN = "{clientCertificateArn: \"" + ARN + "\"}";
    private static final String PRO_ALLOWS_MTLS = "edge: {proPlanAllowsOriginMtls: true}\n";

    private static String withPlan(String plan, String yaml) {
        return yaml.replace("  - id: shop\n", "  - id: shop\n    plan: " + plan + "\n");
    }

    private static String withMtls(String mtls, String yaml) {
        String policy = "originProtocolPolicy: https-only\n";
        return yaml.replace(policy, policy + "          originMtlsConfig: " + mtls + "\n");
    }

    private static String withPolicy(String policy) {
        return Readings.BASE.replaceAll("( +)targetOriginId: .*", "$0\n$1originRequestPolicy: " + policy);
    }

    private static String label(Plan plan) {
        return plan.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** PP-1. */
    @ParameterizedTest
    @ValueSource(strings = {"business", "premium", "pay-as-you-go"})
    void allowedPlansTakeAClientCertificate(String plan) {
        assertThat(Readings.problems(withPlan(plan, withMtls(BY_ARN, Readings.BASE))))
                .isEmpty();
    }

    @Test
    void distributionWithoutAPlanIsHeldToNothing() {
        assertThat(Readings.valid(withMtls(BY_ARN, Readings.BASE))
                        .distributions()
                        .get(0)
                        .plan())
                .isEqualTo(Plan.PAY_AS_YOU_GO);
        assertThat(Arrays.stream(PlanFeature.values()).map(feature -> feature.plans(false)))
                .allSatisfy(plans -> assertThat(plans).contains(Plan.PAY_AS_YOU_GO));
        assertThat(Plan.PAY_AS_YOU_GO.mostBehaviors()).isEmpty();
    }

    /** PP-2. */
    @Test
    void freePlanIsRefusedAClientCertificateAndToldWhichPlansAllowIt() {
        assertThat(Readings.problems(withPlan("free", withMtls(BY_ARN, Readings.BASE))))
                .containsExactly("c.yaml:12:11 distributions[0].origins[0].customOriginConfig.originMtlsConfig:"
                        + " a client certificate for an origin needs plan business, premium or pay-as-you-go,"
                        + " but plan on line 5 is free; change the plan, or remove this");
    }

    /** PP-3: the documents contradict themselves; by default the table of features is believed. */
    @Test
    void proPlanIsRefusedAClientCertificateUnlessTheEdgeSaysOtherwise() {
        String pro = withPlan("pro", withMtls(BY_ARN, Readings.BASE));
        assertThat(Readings.problems(pro))
                .singleElement()
                .asString()
                .contains("needs plan business, premium or pay-as-you-go, but plan on line 5 is pro;");
        assertThat(Readings.problems(PRO_ALLOWS_MTLS + pro)).isEmpty();
        String free = withPlan("free", withMtls(BY_ARN, Readings.BASE));
        assertThat(Readings.problems(PRO_ALLOWS_MTLS + free))
                .singleElement()
                .asString()
                .contains("needs plan pro, business, premium or pay-as-you-go, but plan on line 6 is free;");
    }

    /** PP-4: whether the certificate or the plan came later, and however the certificate is named. */
    @ParameterizedTest
    @EnumSource(Plan.class)
    void onePlanGivesOneAnswerWhicheverWayItIsReached(Plan plan) {
        boolean allowed = PlanFeature.ORIGIN_MTLS.plans(false).contains(plan);
        for (String mtls : List.of(
                BY_ARN,
                "{clientCertificate: {chain: a, key: b}}",
                "{clientCertificate: {keyStore: a}, fallbackCertificateArn: \"" + ARN + "\"}")) {
            String certificateLater = withMtls(mtls, withPlan(label(plan), Readings.BASE));
            String planLater = withPlan(label(plan), withMtls(mtls, Readings.BASE));
            assertThat(Readings.problems(certificateLater)).hasSize(allowed ? 0 : 1);
            assertThat(Readings.problems(planLater)).isEqualTo(Readings.problems(certificateLater));
        }
    }

    /** PP-8: no plan is a bundle. */
    @Test
    void businessPlanTakesAClientCertificateButNoOriginGroup() {
        String groups = Readings.BASE
                .replace(
                        "    defaultCacheBehavior:",
                        "    originGroups: [{id: ha, members: [partner-a, b], failoverCriteria: [500]}]\n"
                                + "    defaultCacheBehavior:")
                .replace(
                        "    origins:\n",
                        "    origins:\n      - {id: b, domainName: b.example.com,"
                                + " customOriginConfig: {originProtocolPolicy: https-only}}\n");
        assertThat(Readings.problems(withPlan("business", withMtls(BY_ARN, groups))))
                .singleElement()
                .asString()
                .contains("originGroups: an origin group needs plan premium or pay-as-you-go, but plan on line 5 is"
                        + " business;");
        assertThat(Readings.problems(withPlan("premium", withMtls(BY_ARN, groups))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"free, 5", "pro, 10", "business, 50", "premium, 100"})
    void everyPlanHasItsNumberOfBehaviors(String plan, int most) {
        assertThat(Readings.problems(withPlan(plan, Readings.BASE + behaviors(most))))
                .isEmpty();
        assertThat(Readings.problems(withPlan(plan, Readings.BASE + behaviors(most + 1))))
                .singleElement()
                .asString()
                .contains("distributions[0].cacheBehaviors: holds " + (most + 1) + " behaviors, but plan on line 5 is "
                        + plan + ", which allows " + most + ";");
    }

    @ParameterizedTest
    @CsvSource({"free, false", "pro, false", "business, true", "premium, true", "pay-as-you-go, true"})
    void onlyWrittenOutOriginRequestPoliciesNeedACertainPlan(String plan, boolean allowed) {
        String managed = withPolicy("CORS-CustomOrigin");
        String inline = withPolicy("{headers: {behavior: none}, cookies: all, queryStrings: all}");
        assertThat(Readings.problems(withPlan(plan, managed))).isEmpty();
        assertThat(Readings.problems(withPlan(plan, inline))).hasSize(allowed ? 0 : 1);
    }

    @Test
    void payAsYouGoSetsNoNumberOfBehaviors() {
        assertThat(Readings.problems(withPlan("pay-as-you-go", Readings.BASE + behaviors(300))))
                .isEmpty();
    }

    private static String behaviors(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "      - {pathPattern: /p" + i + "/*, targetOriginId: partner-a}\n")
                .collect(Collectors.joining("", "    cacheBehaviors:\n", ""));
    }

    /** CloudFront's table of features, restated. */
    @ParameterizedTest
    @CsvSource({
        "ORIGIN_MTLS, business premium",
        "ORIGIN_FAILOVER, premium",
        "ORIGIN_SHIELD, premium",
        "VPC_ORIGIN, business premium",
        "ORIGIN_ACCESS_IDENTITY, ''",
        "CUSTOM_CACHE_POLICY, business premium",
        "CUSTOM_ORIGIN_REQUEST_POLICY, business premium",
        "CUSTOM_RESPONSE_HEADERS_POLICY, business premium",
        "LEGACY_CACHE_SETTINGS, ''",
        "FIELD_LEVEL_ENCRYPTION, ''",
        "VIEWER_MTLS, premium",
        "IAM_SERVER_CERTIFICATE, ''",
        "ACCESS_LOGS, pro business premium",
        "REAL_TIME_LOGS, ''",
        "ANYCAST_IPS, ''",
        "STAGING, ''",
        "MULTI_TENANCY, ''"
    })
    void tableOfFeaturesIsCloudFronts(PlanFeature feature, String flatRate) {
        assertThat(feature.plans(false).stream()
                        .map(PlansTest::label)
                        .filter(plan -> !plan.equals("pay-as-you-go"))
                        .collect(Collectors.joining(" ")))
                .isEqualTo(flatRate);
    }

    @Test
    void switchForTheProPlanTouchesNoOtherFeature() {
        assertThat(Arrays.stream(PlanFeature.values()).filter(feature -> feature != PlanFeature.ORIGIN_MTLS))
                .allSatisfy(feature -> assertThat(feature.plans(true)).isEqualTo(feature.plans(false)));
    }
}
