package dev.countersign.source;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.regex.Pattern;

/** Which way the arrows point. Maven already stops an arrow to a module that is not a dependency; these stop the rest. */
final class DirectionRules {
    private DirectionRules() {}

    static ArchRule knowsNothingOf(String packages, String... forbidden) {
        return noClasses()
                .that()
                .resideInAPackage(packages)
                .should()
                .dependOnClassesThat(resideInAnyPackage(forbidden))
                .because("ARCHITECTURE.md says what " + packages + " must not know");
    }

    /** Paths may be named, but no file is opened, listed or written. */
    static ArchRule touchesNoFiles(String packages) {
        return noClasses()
                .that()
                .resideInAPackage(packages)
                .should()
                .dependOnClassesThat(DescribedPredicate.describe("touch files", DirectionRules::touchesFiles))
                .because("files belong to the server, which hands over what was in them");
    }

    /** No class elsewhere knows the one called {@code name}, itself and what is nested in it aside. */
    static ArchRule usedBy(String name, String packages) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(packages)
                .and()
                .haveNameNotMatching(Pattern.quote(name) + "(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(name)
                .because("only " + packages + " has a use for it that is safe");
    }

    static ArchRule hasNoCycles(String packages) {
        return slices().matching(packages)
                .should()
                .beFreeOfCycles()
                .because("packages that know each other are one package with two names");
    }

    private static boolean touchesFiles(JavaClass type) {
        return type.getName()
                .matches(
                        "java\\.nio\\.file\\.Files|java\\.nio\\.channels\\.FileChannel"
                                + "|java\\.io\\.(File|FileInputStream|FileOutputStream|FileReader|FileWriter|RandomAccessFile)");
    }
}
