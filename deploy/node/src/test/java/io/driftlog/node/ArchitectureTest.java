package io.driftlog.node;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The house of the modules: who may know whom. */
@AnalyzeClasses(packages = "io.driftlog", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final String JDK = "java..";
    private static final String JSPECIFY = "org.jspecify..";

    @ArchTest
    static final ArchRule events_dependOnNothing = classes()
            .that()
            .resideInAPackage("io.driftlog.events..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.driftlog.events..", JDK, JSPECIFY)
            .because("analyzers and readers get the events alone; put what needs a library into schemas/log");

    @ArchTest
    static final ArchRule flow_isPureMathematics = classes()
            .that()
            .resideInAPackage("io.driftlog.simulator.flow..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.driftlog.simulator.flow..", "io.driftlog.events..", "org.ejml..", JDK, JSPECIFY)
            .because("a run is a pure function of its spec; do input and output in simulator/service instead");

    @ArchTest
    static final ArchRule spi_isAllAPluginNeeds = classes()
            .that()
            .resideInAPackage("io.driftlog.analyzer.spi..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.driftlog.analyzer.spi..", "io.driftlog.events..", JDK, JSPECIFY)
            .because("a plug-in is compiled against it alone; put hosting into analyzer/service instead");

    @ArchTest
    static final ArchRule detectors_arePureFolds = classes()
            .that()
            .resideInAPackage("io.driftlog.analyzer.detectors..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.driftlog.analyzer.detectors..",
                    "io.driftlog.analyzer.spi..",
                    "io.driftlog.simulator.flow..",
                    "io.driftlog.events..",
                    "org.ejml..",
                    JDK,
                    JSPECIFY)
            .because("the same fold runs live, on replay and on archives; let the host do what needs the outside");

    @ArchTest
    static final ArchRule analyzerService_knowsNoParticularAnalyzer = noClasses()
            .that()
            .resideInAPackage("io.driftlog.analyzer.service..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.driftlog.analyzer.detectors..", "io.driftlog.simulator..")
            .because("analyzers are found by ServiceLoader; add a method to the SPI instead");

    @ArchTest
    static final ArchRule simulatorService_knowsNoAnalyzer = noClasses()
            .that()
            .resideInAPackage("io.driftlog.simulator..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.driftlog.analyzer..")
            .because("a run does not know who watches it; publish events instead");

    @ArchTest
    static final ArchRule log_knowsOnlyEvents = noClasses()
            .that()
            .resideInAPackage("io.driftlog.log..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.driftlog.simulator..", "io.driftlog.analyzer..", "io.driftlog.node..", "io.micronaut..")
            .because("it stores what others mean; put meaning into the service that has it");

    @ArchTest
    static final ArchRule broker_isTheNodesAlone = noClasses()
            .that()
            .resideOutsideOfPackage("io.driftlog.node.broker..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("kafka.server..", "org.apache.kafka.metadata..", "org.apache.kafka.server..")
            .because("everything else speaks to Kafka as to any cluster, through its clients");

    @ArchTest
    static final ArchRule modules_haveNoCycles = slices().matching("io.driftlog.(**)")
            .should()
            .beFreeOfCycles()
            .because("a cycle means that a class is in the wrong package");
}
