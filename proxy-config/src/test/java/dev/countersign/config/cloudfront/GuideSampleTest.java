package dev.countersign.config.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.ConfigResult;
import dev.countersign.config.distribution.ClientCertificateRef.ByArn;
import dev.countersign.config.distribution.DistributionConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample of CloudFront's guide, "Enable origin mutual TLS", word for word: its place and one of its names are wrong. */
final class GuideSampleTest {
    private static final String SAMPLE = Documents.resource("cloudfront/guide-sample.json");

    /** The sample is a fragment: this is what CloudFront requires beside it. */
    private static final String REQUIRED = """
              },
              "CallerReference": "sample", "Comment": "", "Enabled": true,
              "DefaultCacheBehavior": {"TargetOriginId": "origin-1", "ViewerProtocolPolicy": "https-only",
                "CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"}
            }
            """;

    @TempDir
    Path directory;

    @Test
    void fragmentAloneIsNoDistribution() {
        assertThat(Documents.problems(Documents.read(directory, SAMPLE)))
                .containsExactly("dist.json:1:1 DefaultCacheBehavior: is missing; write {TargetOriginId: ID}");
    }

    /** CF-5. */
    @Test
    void completedSampleGivesEachOriginItsOwnCertificate() {
        DistributionConfig distribution = Documents.distribution(completed());
        assertThat(distribution.origins())
                .extracting(origin -> origin.customOriginConfig()
                        .originMtlsConfig()
                        .map(mtls -> ((ByArn) mtls.certificate()).arn().value())
                        .orElse("none"))
                .containsExactly(
                        "arn:aws:acm:us-east-1:123456789012:certificate/cert-1",
                        "arn:aws:acm:us-east-1:123456789012:certificate/cert-2");
    }

    @Test
    void everyRepairIsTold() {
        assertThat(Documents.warnings(completed()))
                .containsExactly(
                        "dist.json:8:31 Origins.Items[0].CustomOriginConfig.HTTPPort: is missing, which CloudFront would"
                                + " refuse; it is read as 80",
                        "dist.json:12:9 Origins.Items[0].OriginMtlsConfig: belongs inside CustomOriginConfig, and is read"
                                + " as if it were there; move it there",
                        "dist.json:19:31 Origins.Items[1].CustomOriginConfig.HTTPPort: is missing, which CloudFront would"
                                + " refuse; it is read as 80",
                        "dist.json:23:9 Origins.Items[1].OriginMtlsConfig: belongs inside CustomOriginConfig, and is read"
                                + " as if it were there; move it there",
                        "dist.json:24:11 Origins.Items[1].OriginMtlsConfig.CertificateArn: is spelled"
                                + " ClientCertificateArn, and is read as that; rename it");
    }

    @Test
    void treeBesideTheRecordHasTheRightPlaceAndName() {
        String tree = Documents.distribution(completed())
                .source()
                .map(source -> Documents.plain(source.document().config()).toString())
                .orElse("");
        assertThat(tree)
                .contains(
                        "CustomOriginConfig={HTTPSPort=443, OriginProtocolPolicy=https-only,"
                                + " OriginMtlsConfig={ClientCertificateArn=arn:aws:acm:us-east-1:123456789012:certificate/cert-2}}")
                .doesNotContain("{CertificateArn");
    }

    private ConfigResult completed() {
        int end = SAMPLE.lastIndexOf("  }\n}");
        assertThat(end).isPositive();
        return Documents.read(directory, SAMPLE.substring(0, end) + REQUIRED);
    }
}
