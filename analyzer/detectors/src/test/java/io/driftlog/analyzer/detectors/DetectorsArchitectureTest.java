package io.driftlog.analyzer.detectors;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

@AnalyzeClasses(packages = "io.driftlog.analyzer.detectors", importOptions = DoNotIncludeTests.class)
class DetectorsArchitectureTest {
    private static final Set<String> EXACT = Set.of("fma", "sqrt", "abs", "min", "max");

    @ArchTest
    static final ArchRule detectors_dependOnlyOnEventsSpiAndFlow = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.driftlog.analyzer.detectors..",
                    "io.driftlog.analyzer.spi..",
                    "io.driftlog.events",
                    "io.driftlog.simulator.flow..",
                    "io.driftlog.simulator.spi..",
                    "java.lang",
                    "java.lang.invoke",
                    "java.lang.runtime",
                    "java.math",
                    "java.util",
                    "java.util.function",
                    "java.util.stream",
                    "org.jspecify.annotations")
            .because("a detector is a pure fold over events; let a host read, store and send");

    @ArchTest
    static final ArchRule detectors_useNoClocksThreadsOrSystem = noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.lang.Thread")
            .orShould()
            .callMethodWhere(calls("java.lang.System", Set.of("arraycopy")))
            .because("findings depend on events alone; take the time from StepTaken");

    @ArchTest
    static final ArchRule detectors_useStrictMath = noClasses()
            .should()
            .callMethodWhere(calls("java.lang.Math", EXACT))
            .because("Math.log and its like differ between machines; use StrictMath");

    private static DescribedPredicate<JavaCall<?>> calls(String owner, Set<String> allowed) {
        return DescribedPredicate.describe(
                "calls to " + owner + " other than " + allowed,
                call -> call.getTargetOwner().getFullName().equals(owner) && !allowed.contains(call.getName()));
    }
}
