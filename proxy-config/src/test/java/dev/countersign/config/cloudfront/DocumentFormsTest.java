package dev.countersign.config.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.ConfigResult;
import dev.countersign.config.Position;
import dev.countersign.config.TlsVersion;
import dev.countersign.config.distribution.BehaviorConfig;
import dev.countersign.config.distribution.ClientCertificateRef.ByArn;
import dev.countersign.config.distribution.DistributionConfig;
import dev.countersign.config.distribution.OriginConfig;
import dev.countersign.config.distribution.OriginKind;
import dev.countersign.config.distribution.ViewerProtocolPolicy;
import dev.countersign.config.policy.NameChoice;
import dev.countersign.config.policy.OriginRequestPolicy;
import dev.countersign.config.yaml.Problems;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same distribution in each form that CloudFront's tools write: it means the same here. */
final class DocumentFormsTest {
    private static final String PLAINEST = "get-distribution-config.json";

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"get-distribution.json", "bare.json", "template.json", "template.yaml"})
    void everyFormMeansTheSame(String form) {
        assertThat(distribution(form))
                .usingRecursiveComparison()
                .ignoringFieldsOfTypes(Position.class, CloudFrontDocument.class)
                .ignoringFields("domainName")
                .isEqualTo(distribution(PLAINEST));
    }

    @ParameterizedTest
    @ValueSource(strings = {"get-distribution.json", "bare.json"})
    void everyFormOfTheApiHasTheSameTree(String form) {
        assertThat(Documents.plain(document(form).config()))
                .isEqualTo(Documents.plain(document(PLAINEST).config()));
    }

    @Test
    void templateGetsTheShapeOfTheApi() {
        var origin = Documents.plain(document("template.yaml").config()).toString();
        assertThat(origin)
                .contains(
                        "Origins={Quantity=3, Items=[{Id=partner-a",
                        "CustomHeaders={Quantity=1, Items=[{HeaderName=X-Edge-Token, HeaderValue=t0ken}]}",
                        "OriginSslProtocols={Quantity=1, Items=[TLSv1.2]}",
                        "TrustedSigners={Quantity=0, Items=[], Enabled=false}",
                        "Items=[HEAD, GET], CachedMethods={Quantity=2, Items=[HEAD, GET]}",
                        "ACMCertificateArn=arn:aws:acm:us-east-1:123456789012:certificate/viewer",
                        "GeoRestriction={Quantity=2, RestrictionType=whitelist, Items=[DE, FR]}",
                        "IsIPV6Enabled=true");
    }

    @Test
    void distributionIsNamedByGetDistributionAlone() {
        assertThat(distribution("get-distribution.json").domainName()).isEqualTo("d111111abcdef8.cloudfront.net");
        assertThat(distribution(PLAINEST).domainName()).isEqualTo("shop");
    }

    @Test
    void valuesArrive() {
        DistributionConfig shop = distribution(PLAINEST);
        assertThat(shop.id()).isEqualTo("shop");
        assertThat(shop.enabled()).isTrue();
        assertThat(shop.aliases()).containsExactly("shop.example.com", "*.shop.example.com");
        assertThat(shop.origins())
                .extracting(OriginConfig::kind)
                .containsExactly(OriginKind.CUSTOM, OriginKind.CUSTOM, OriginKind.S3);
        OriginConfig second = shop.origins().get(1);
        assertThat(second.originPath()).isEqualTo("/v2");
        assertThat(second.customOriginConfig().originMtlsConfig()).hasValueSatisfying(mtls -> {
            assertThat(mtls.certificate()).isInstanceOfSatisfying(ByArn.class, byArn -> {
                assertThat(byArn.arn().value()).endsWith("certificate/cert-2");
                assertThat(byArn.arn().position().toString())
                        .isEqualTo("dist.json:74:53 Origins.Items[1].CustomOriginConfig.OriginMtlsConfig"
                                + ".ClientCertificateArn");
            });
        });
        assertThat(shop.origins().get(0).customHeaders()).singleElement().satisfies(header -> {
            assertThat(header.name()).isEqualTo("X-Edge-Token");
            assertThat(header.value().reveal()).isEqualTo("t0ken");
        });
        assertThat(shop.defaultBehavior().viewerProtocolPolicy()).isEqualTo(ViewerProtocolPolicy.REDIRECT_TO_HTTPS);
        assertThat(shop.behaviors()).extracting(BehaviorConfig::pathPattern).containsExactly("/b/*", "/old/*");
        assertThat(shop.behaviors().get(0).allowedMethods()).isEqualTo(Set.of("GET", "HEAD"));
    }

    @Test
    void tls13IsImpliedByTls12() {
        assertThat(distribution(PLAINEST).origins().get(0).customOriginConfig().originSslProtocols())
                .containsExactlyInAnyOrder(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3);
    }

    @Test
    void whatIsForwardedIsThatOfPoliciesAndOfForwardedValues() {
        DistributionConfig shop = distribution(PLAINEST);
        assertThat(shop.defaultBehavior().originRequestPolicy())
                .isEqualTo(new OriginRequestPolicy(NameChoice.allExcept("Host"), NameChoice.ALL, NameChoice.ALL));
        assertThat(shop.behaviors().get(0).originRequestPolicy())
                .isEqualTo(new OriginRequestPolicy(
                        NameChoice.whitelist("Origin"),
                        NameChoice.NONE,
                        NameChoice.whitelist("aws.manifestfilter", "start", "end", "m")));
        assertThat(shop.behaviors().get(1).originRequestPolicy())
                .isEqualTo(new OriginRequestPolicy(
                        NameChoice.allExcept("Accept-Charset", "Accept-Language", "Referer", "User-Agent"),
                        NameChoice.whitelist("session"),
                        NameChoice.ALL));
    }

    @Test
    void documentAndItsFileStandBesideTheRecord() {
        assertThat(distribution(PLAINEST).source()).hasValueSatisfying(source -> {
            assertThat(source.file().value()).isEqualTo(directory.resolve("dist.json"));
            assertThat(source.file().position()).hasToString("c.yaml:5:11 distributions[0].file");
            assertThat(source.document().config().child("Comment")).isPresent();
        });
    }

    @Test
    void whatNothingActsOnIsListedOnce() {
        assertThat(Documents.warnings(read(PLAINEST)))
                .containsExactly(
                        "dist.json:3:27: has members that nothing acts on here:"
                                + " Origins.Items[].S3OriginConfig.OriginReadTimeout,"
                                + " Origins.Items[].OriginAccessControlId,"
                                + " DefaultCacheBehavior.AllowedMethods.CachedMethods, DefaultCacheBehavior.Compress,"
                                + " CacheBehaviors.Items[].AllowedMethods.CachedMethods,"
                                + " CacheBehaviors.Items[].Compress,"
                                + " CacheBehaviors.Items[].CachePolicyId (as far as it caches),"
                                + " CacheBehaviors.Items[].DefaultTTL, CacheBehaviors.Items[].MaxTTL, PriceClass,"
                                + " ViewerCertificate, HttpVersion, IsIPV6Enabled",
                        "dist.json:3:27: is protected less than in CloudFront: nothing acts here on Restrictions",
                        "dist.json:91:39 Origins.Items[2].S3OriginConfig: origins of this kind are not available here;"
                                + " requests to this one are answered 502");
    }

    private DistributionConfig distribution(String form) {
        return Documents.distribution(read(form));
    }

    private ConfigResult read(String form) {
        return Documents.read(directory, Documents.resource("cloudfront/" + form));
    }

    private static CloudFrontDocument document(String form) {
        return CloudFrontDocument.parse(form, Documents.resource("cloudfront/" + form), new Problems())
                .orElseThrow();
    }

    /** CloudFormation's Locations are optional, and never counted. */
    @Test
    void restrictionOfTemplatesNeedsNoCount() {
        String json = Documents.BASE.replaceFirst(
                "\\{", "{\"Restrictions\": {\"GeoRestriction\": {\"RestrictionType\": \"none\"}},");

        assertThat(Documents.warnings(Documents.read(directory, json))).isEmpty();
    }

    @Test
    void membersOfAListKeepTheirOrder() {
        String json = Documents.BASE.replaceFirst(
                "\"TargetOriginId\"",
                "\"TrustedSigners\": {\"Enabled\": false, \"Items\": [], \"Quantity\": 0}, \"TargetOriginId\"");

        assertThat(Documents.distribution(Documents.read(directory, json))
                        .source()
                        .map(source ->
                                Documents.plain(source.document().config()).toString()))
                .hasValueSatisfying(
                        tree -> assertThat(tree).contains("TrustedSigners={Enabled=false, Items=[], Quantity=0}"));
    }
}
