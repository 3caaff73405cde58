package io.driftlog.analyzer.spi;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.driftlog.analyzer.spi..", importOptions = DoNotIncludeTests.class)
class SpiArchitectureTest {
    @ArchTest
    static final ArchRule spi_dependsOnlyOnEventsAndPlainJava = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.driftlog.analyzer.spi..",
                    "io.driftlog.events",
                    "java.lang",
                    "java.lang.invoke",
                    "java.lang.reflect",
                    "java.lang.runtime",
                    "java.nio",
                    "java.nio.charset",
                    "java.security",
                    "java.util",
                    "java.util.function",
                    "java.util.regex",
                    "java.util.stream",
                    "org.jspecify.annotations")
            .because("the author of an analyzer needs nothing else; files, clocks and threads belong to the hosts");

    @ArchTest
    static final ArchRule spi_usesNoClocksOrThreads = noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.lang.Thread")
            .orShould()
            .callMethodWhere(DescribedPredicate.<JavaCall<?>>describe(
                    "calls to java.lang.System",
                    call -> call.getTargetOwner().getFullName().equals("java.lang.System")))
            .because("all hosts must fold alike; take the time from StepTaken and deadlines from the host");
}
