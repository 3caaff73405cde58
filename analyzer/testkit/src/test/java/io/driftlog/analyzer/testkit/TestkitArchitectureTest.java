package io.driftlog.analyzer.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.driftlog.analyzer.testkit", importOptions = DoNotIncludeTests.class)
class TestkitArchitectureTest {
    @ArchTest
    static final ArchRule testkit_needsNoBroker = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.driftlog.analyzer.testkit",
                    "io.driftlog.analyzer.spi..",
                    "io.driftlog.events",
                    "java..",
                    "org.junit.jupiter.api..",
                    "org.assertj.core..",
                    "org.jspecify.annotations")
            .because("an analyzer is tested as a fold; test hosts where hosts are");
}
