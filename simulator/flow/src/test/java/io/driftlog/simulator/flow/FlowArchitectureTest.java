package io.driftlog.simulator.flow;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;

/** Goal: the mathematics stays pure and bit-for-bit. Method: look at what the compiled classes touch. */
@AnalyzeClasses(
        packages = {"io.driftlog.simulator.flow", "io.driftlog.simulator.spi"},
        importOptions = ImportOption.DoNotIncludeTests.class)
class FlowArchitectureTest {
    private static final Set<String> EXACT_MATH = Set.of(
            "fma",
            "sqrt",
            "abs",
            "min",
            "max",
            "rint",
            "floor",
            "ceil",
            "signum",
            "copySign",
            "ulp",
            "nextUp",
            "nextDown",
            "scalb",
            "getExponent",
            "toIntExact",
            "addExact",
            "multiplyExact");

    @ArchTest
    static final ArchRule NO_PIPELINE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "org.apache.avro..", "io.micronaut..")
            .because("a run is a pure function of its spec; turn events into records in schemas/log and serve them from"
                    + " a service instead");

    @ArchTest
    static final ArchRule NO_FILES = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.io..", "java.nio.file..", "java.net..")
            .because("the core does no I/O; take arrays and specs as arguments and read files in a service instead");

    @ArchTest
    static final ArchRule NO_CLOCKS = noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("java.time..")
            .because("the same spec gives the same bytes at any time; pass wall-clock times into the events from a"
                    + " service instead");

    @ArchTest
    static final ArchRule NO_THREADS = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.util.concurrent..")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Thread.class)
            .because(
                    "sums in a changing order change bits; run several integrations side by side in a service instead");

    @ArchTest
    static final ArchRule NO_FOREIGN_RANDOMNESS = noClasses()
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Random.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(SplittableRandom.class)
            .orShould()
            .callMethod(Math.class, "random")
            .because(
                    "their streams may change with the JDK or the clock; draw from a named stream of SplitMix64 instead");

    @ArchTest
    static final ArchRule ONLY_EXACT_MATH = noClasses()
            .should()
            .callMethodWhere(describe(
                    "a method of Math that is not exact by specification",
                    (JavaCall<?> call) ->
                            call.getTargetOwner().isEquivalentTo(Math.class) && !EXACT_MATH.contains(call.getName())))
            .because("Math.exp and its like may differ between processors; call StrictMath instead");

    @ArchTest
    static final ArchRule NO_DOUBLE_TO_TEXT = noClasses()
            .should()
            .callMethod(Double.class, "toString", double.class)
            .orShould()
            .callMethod(String.class, "format", String.class, Object[].class)
            .because("JDK 19 changed Double.toString and formats depend on the locale; use NumberText in"
                    + " sentences and bits in digests instead");

    @ArchTest
    static final ArchRule PROCEDURAL_EJML = noClasses()
            .should()
            .dependOnClassesThat(DescribedPredicate.<com.tngtech.archunit.core.domain.JavaClass>describe(
                    "are SimpleMatrix or multi-threaded EJML",
                    type -> type.getPackageName().startsWith("org.ejml")
                            && (type.getPackageName().contains(".simple")
                                    || type.getSimpleName().contains("_MT_"))))
            .because("they hide copies or add up in parallel; call the procedural DDRM classes instead");

    @ArchTest
    static final ArchRule METHODS_KNOW_NO_SPECS = noClasses()
            .that()
            .resideOutsideOfPackages("..flow.spec..", "..flow.loop..", "..flow.theory..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..flow.spec..", "..flow.loop..")
            .because("objectives and steppers are mathematics alone; build them from specs in flow.spec instead");

    @ArchTest
    static final ArchRule SPECS_KNOW_NO_LOOP = noClasses()
            .that()
            .resideInAPackage("..flow.spec..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..flow.loop..")
            .because("the loop stands on the specs; move what both need into flow or flow.spec instead");
}
