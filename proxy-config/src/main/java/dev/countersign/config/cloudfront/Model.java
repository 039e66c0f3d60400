package dev.countersign.config.cloudfront;

import static dev.countersign.config.cloudfront.Member.as;
import static dev.countersign.config.cloudfront.Member.elsewhere;
import static dev.countersign.config.cloudfront.Member.idle;
import static dev.countersign.config.cloudfront.Member.protecting;
import static dev.countersign.config.cloudfront.Shape.list;
import static dev.countersign.config.cloudfront.Shape.structure;

import dev.countersign.config.cloudfront.Shape.Structure;
import dev.countersign.config.plan.PlanFeature;

/** CloudFront's members and the hand-written keys, side by side (CloudFront API 2020-05-31, DistributionConfig). */
final class Model {
    static final Structure ORIGIN_MTLS =
            structure(as("clientCertificateArn", "ClientCertificateArn"), elsewhere("CertificateArn"));

    static final Structure CUSTOM_ORIGIN = structure(
            CustomOrigin::missing,
            as("httpPort", "HTTPPort"),
            as("httpsPort", "HTTPSPort"),
            as("originProtocolPolicy", "OriginProtocolPolicy"),
            as("originSslProtocols", "OriginSslProtocols", list(), CustomOrigin::protocols)
                    .inTemplates("OriginSSLProtocols"),
            as("originReadTimeout", "OriginReadTimeout"),
            as("originKeepaliveTimeout", "OriginKeepaliveTimeout"),
            as("ipAddressType", "IpAddressType"),
            as("originMtlsConfig", "OriginMtlsConfig", ORIGIN_MTLS));

    static final Structure ORIGIN = structure(
            as("id", "Id"),
            as("domainName", "DomainName"),
            as("originPath", "OriginPath"),
            as(
                            "customHeaders",
                            "CustomHeaders",
                            list(structure(elsewhere("HeaderName"), elsewhere("HeaderValue"))),
                            CustomHeaders::translate)
                    .inTemplates("OriginCustomHeaders"),
            as(
                    "s3OriginConfig",
                    "S3OriginConfig",
                    structure(as("originAccessIdentity", "OriginAccessIdentity"), idle("OriginReadTimeout"))),
            as("customOriginConfig", "CustomOriginConfig", CUSTOM_ORIGIN),
            as(
                    "vpcOriginConfig",
                    "VpcOriginConfig",
                    structure(
                            as("vpcOriginId", "VpcOriginId"),
                            idle("OwnerAccountId"),
                            idle("OriginReadTimeout"),
                            idle("OriginKeepaliveTimeout"))),
            as("connectionAttempts", "ConnectionAttempts"),
            as("connectionTimeout", "ConnectionTimeout"),
            as("responseCompletionTimeout", "ResponseCompletionTimeout"),
            as("originMtlsConfig", "OriginMtlsConfig", ORIGIN_MTLS),
            idle("OriginShield").gatedAs(PlanFeature.ORIGIN_SHIELD),
            idle("OriginAccessControlId"));

    private static final Structure ORIGIN_GROUP = structure(
            as("id", "Id"),
            as(
                    "failoverCriteria",
                    "FailoverCriteria",
                    structure(elsewhere("StatusCodes", list())),
                    OriginGroups::statusCodes),
            as("members", "Members", list(structure(elsewhere("OriginId"))), OriginGroups::members),
            idle("SelectionCriteria").unless("default"));

    private static final Structure LAMBDA = structure(
            as("lambdaFunctionArn", "LambdaFunctionARN"),
            as("eventType", "EventType"),
            as("includeBody", "IncludeBody"));

    private static final Structure FUNCTION = structure(as("functionArn", "FunctionARN"), as("eventType", "EventType"));

    private static final Structure FORWARDED_VALUES = structure(
            elsewhere("QueryString"),
            elsewhere("Cookies", structure(elsewhere("Forward"), elsewhere("WhitelistedNames", list()))),
            elsewhere("Headers", list()),
            elsewhere("QueryStringCacheKeys", list()));

    static final Structure BEHAVIOR = structure(
            Forwarding::translate,
            as("pathPattern", "PathPattern"),
            as("targetOriginId", "TargetOriginId"),
            as("viewerProtocolPolicy", "ViewerProtocolPolicy"),
            as("allowedMethods", "AllowedMethods", list(idle("CachedMethods", list()))),
            idle("CachedMethods", list()),
            as("responseHeadersPolicy", "ResponseHeadersPolicyId"),
            as("grpcConfig", "GrpcConfig", structure(as("enabled", "Enabled"))),
            as("lambdaFunctionAssociations", "LambdaFunctionAssociations", list(LAMBDA)),
            as("functionAssociations", "FunctionAssociations", list(FUNCTION)),
            elsewhere("CachePolicyId"),
            elsewhere("OriginRequestPolicyId"),
            elsewhere("ForwardedValues", FORWARDED_VALUES),
            idle("MinTTL"),
            idle("DefaultTTL"),
            idle("MaxTTL"),
            idle("Compress"),
            idle("SmoothStreaming"),
            protecting("TrustedSigners", list(elsewhere("Enabled"))),
            protecting("TrustedKeyGroups", list(elsewhere("Enabled"))),
            idle("FieldLevelEncryptionId").gatedAs(PlanFeature.FIELD_LEVEL_ENCRYPTION),
            idle("RealtimeLogConfigArn").gatedAs(PlanFeature.REAL_TIME_LOGS));

    private static final Structure ERROR_RESPONSE = structure(
            as("errorCode", "ErrorCode"),
            as("responsePagePath", "ResponsePagePath"),
            as("responseCode", "ResponseCode"),
            as("errorCachingMinTTL", "ErrorCachingMinTTL", Shape.LEAF, (value, shape, run) -> run.judgedOnly(value)));

    private static final Structure VIEWER_CERTIFICATE = structure(
            idle("CloudFrontDefaultCertificate"),
            idle("ACMCertificateArn").inTemplates("AcmCertificateArn"),
            idle("IAMCertificateId").gatedAs(PlanFeature.IAM_SERVER_CERTIFICATE).inTemplates("IamCertificateId"),
            idle("SSLSupportMethod").inTemplates("SslSupportMethod"),
            idle("MinimumProtocolVersion"),
            idle("Certificate"),
            idle("CertificateSource"));

    static final Structure DISTRIBUTION = structure(
            elsewhere("CallerReference"),
            elsewhere("Comment"),
            as("aliases", "Aliases", list()),
            as("defaultRootObject", "DefaultRootObject"),
            as("origins", "Origins", list(ORIGIN)),
            as("originGroups", "OriginGroups", list(ORIGIN_GROUP)),
            as("defaultCacheBehavior", "DefaultCacheBehavior", BEHAVIOR),
            as("cacheBehaviors", "CacheBehaviors", list(BEHAVIOR)),
            as("customErrorResponses", "CustomErrorResponses", list(ERROR_RESPONSE)),
            as("enabled", "Enabled"),
            idle("Logging").gatedAs(PlanFeature.ACCESS_LOGS),
            idle("PriceClass").unless("PriceClass_All"),
            idle("ViewerCertificate", VIEWER_CERTIFICATE),
            protecting("Restrictions", structure(protecting("GeoRestriction", list(elsewhere("RestrictionType"))))),
            protecting("WebACLId", Shape.LEAF),
            idle("HttpVersion"),
            idle("IsIPV6Enabled").inTemplates("IPV6Enabled"),
            idle("ContinuousDeploymentPolicyId").gatedAs(PlanFeature.STAGING),
            idle("Staging").gatedAs(PlanFeature.STAGING),
            idle("AnycastIpListId").gatedAs(PlanFeature.ANYCAST_IPS),
            idle("TenantConfig").gatedAs(PlanFeature.MULTI_TENANCY),
            idle("ConnectionMode").gatedAs(PlanFeature.MULTI_TENANCY).unless("direct"),
            protecting("ViewerMtlsConfig", Shape.LEAF).gatedAs(PlanFeature.VIEWER_MTLS),
            idle("ConnectionFunctionAssociation"),
            idle("CacheTagConfig"));

    private Model() {}
}
