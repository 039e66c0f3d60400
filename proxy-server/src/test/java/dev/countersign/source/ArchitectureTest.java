package dev.countersign.source;

import static dev.countersign.source.DirectionRules.hasNoCycles;
import static dev.countersign.source.DirectionRules.knowsNothingOf;
import static dev.countersign.source.DirectionRules.touchesNoFiles;
import static dev.countersign.source.DirectionRules.usedBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The module table of ARCHITECTURE.md, column "must not know". */
final class ArchitectureTest {
    private static final String SAMPLE = "dev.countersign.source.sample..";

    private static JavaClasses main = new ClassFileImporter().importClasses();

    @BeforeAll
    static void read() {
        main = CompiledClasses.main();
    }

    @Test
    void certsKnowsNoNettyYamlOrHttp() {
        knowsNothingOf(
                        "dev.countersign.certs..",
                        "io.netty..",
                        "org.yaml..",
                        "java.net.http..",
                        "com.sun.net.httpserver..",
                        "dev.countersign.config..",
                        "dev.countersign.core..",
                        "dev.countersign.server..")
                .check(main);
    }

    @Test
    void configKnowsNoNettyTlsOrCertificates() {
        knowsNothingOf(
                        "dev.countersign.config..",
                        "io.netty..",
                        "javax.net.ssl..",
                        "java.security.cert..",
                        "org.bouncycastle..",
                        "dev.countersign.certs..",
                        "dev.countersign.core..",
                        "dev.countersign.server..")
                .check(main);
    }

    @Test
    void coreKnowsNoFilesYamlSignalsOrBackends() {
        knowsNothingOf(
                        "dev.countersign.core..",
                        "org.yaml..",
                        "org.slf4j..",
                        "ch.qos.logback..",
                        "io.micrometer..",
                        "io.prometheus..",
                        "picocli..",
                        "sun.misc..",
                        "dev.countersign.server..")
                .check(main);
        touchesNoFiles("dev.countersign.core..").check(main);
    }

    @Test
    void nothingThatShipsKnowsTheTestkit() {
        for (String shipped : new String[] {"certs", "config", "core", "server"}) {
            knowsNothingOf("dev.countersign." + shipped + "..", "dev.countersign.testkit..", "org.junit..")
                    .check(main);
        }
    }

    @Test
    void packagesOfTheDataPlaneFormNoRing() {
        hasNoCycles("dev.countersign.core.(*)..").check(main);
    }

    /** An exchange that met an origin's question with an empty answer would be the worst thing this proxy can do. */
    @Test
    void onlyTheProbeGoesOnWithoutACertificate() {
        usedBy("dev.countersign.core.tls.AnonymousTls", "dev.countersign.core.probe..")
                .check(main);
        // The way AnonymousTls takes stands open to its own package alone.
        assertThat(main.get("dev.countersign.core.tls.OriginTls").getMethods().stream()
                        .filter(method -> method.getName().equals("answering"))
                        .map(method -> method.getModifiers().contains(JavaModifier.PUBLIC)))
                .containsExactly(false);
        assertThat(usedBy("dev.countersign.core.tls.OriginTls", "dev.countersign.core.probe..")
                        .evaluate(main)
                        .hasViolation())
                .isTrue();
    }

    @Test
    void eachRuleFindsItsSample() {
        JavaClasses samples = CompiledClasses.samples();
        assertThat(knowsNothingOf(SAMPLE, "io.netty..").evaluate(samples).hasViolation())
                .isTrue();
        assertThat(knowsNothingOf(SAMPLE, "org.yaml..").evaluate(samples).hasViolation())
                .isFalse();
        assertThat(touchesNoFiles(SAMPLE).evaluate(samples).hasViolation()).isTrue();
        assertThat(touchesNoFiles("dev.countersign.source.sample.ring..")
                        .evaluate(samples)
                        .hasViolation())
                .isFalse();
        assertThat(hasNoCycles("dev.countersign.source.sample.ring.(*)..")
                        .evaluate(samples)
                        .hasViolation())
                .isTrue();
        assertThat(hasNoCycles("dev.countersign.source.(sample)..")
                        .evaluate(samples)
                        .hasViolation())
                .isFalse();
    }
}
