package io.driftlog.node;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;

/** The house of the modules: who may know whom. */
@AnalyzeClasses(packages = "io.driftlog", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final String JDK = "java..";
    private static final String JSPECIFY = "org.jspecify..";

    @ArchTest
    static final ArchRule events_dependOnNothing = only(
            "events..", "analyzers and readers get the events alone; put what needs a" + " library into schemas/log");

    @ArchTest
    static final ArchRule log_knowsOnlyEvents =
            noOtherOfOurs("it stores what others mean; put meaning into the service that has it", "log..", "events..");

    @ArchTest
    static final ArchRule index_knowsOnlyTheLog = noOtherOfOurs(
            "it keeps in memory what the log holds; put meaning into the service that has it",
            "index..",
            "log..",
            "events..");

    @ArchTest
    static final ArchRule export_knowsOnlyTheLog = noOtherOfOurs(
            "it writes recorded steps for other programs; select them in the command instead",
            "export..",
            "log..",
            "events..");

    @ArchTest
    static final ArchRule simulatorSpi_isAllAnObjectiveNeeds = only(
            "simulator.spi..",
            "an objective is written against it alone; put numerics into simulator/flow",
            "events..");

    @ArchTest
    static final ArchRule flow_isPureMathematics = only(
            "simulator.flow..",
            "a run is a pure function of its spec; do input and output in simulator/service instead",
            "simulator.spi..",
            "events..",
            "org.ejml..",
            "jdk.incubator.vector..");

    @ArchTest
    static final ArchRule simulatorService_runsSpecs = noOtherOfOurs(
            "a run does not know who watches it; publish events instead",
            "simulator.service..",
            "simulator.flow..",
            "simulator.spi..",
            "http..",
            "index..",
            "log..",
            "events..");

    @ArchTest
    static final ArchRule analyzerSpi_isAllAPluginNeeds = only(
            "analyzer.spi..",
            "a plug-in is compiled against it alone; put hosting into analyzer/service instead",
            "events..");

    @ArchTest
    static final ArchRule authors_needNoDriver = noClasses()
            .that()
            .resideInAPackage("io.driftlog.analyzer.spi")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.driftlog.analyzer.spi.driver..")
            .because("the driver is the hosts' side of the contract; move what an author needs into spi instead");

    @ArchTest
    static final ArchRule detectors_arePureFolds = only(
            "analyzer.detectors..",
            "the same fold runs live, on replay and on archives; let the host do what needs the outside",
            "analyzer.spi..",
            "simulator.flow..",
            "simulator.spi..",
            "events..",
            "org.ejml..");

    @ArchTest
    static final ArchRule report_drawsWhatItIsGiven = noOtherOfOurs(
            "a report is drawn from events; read them in the command instead",
            "analyzer.report..",
            "simulator.flow..",
            "simulator.spi..",
            "events..");

    @ArchTest
    static final ArchRule analyzerService_knowsNoParticularAnalyzer = noOtherOfOurs(
            "analyzers are found by ServiceLoader; add a method to the SPI instead",
            "analyzer.service..",
            "analyzer.spi..",
            "http..",
            "index..",
            "log..",
            "events..");

    @ArchTest
    static final ArchRule broker_knowsOnlyEvents =
            noOtherOfOurs("it is Kafka in this process; keep our topics in schemas/log", "broker..", "events..");

    @ArchTest
    static final ArchRule kafkasServer_isTheBrokersAlone = noClasses()
            .that()
            .resideOutsideOfPackage("io.driftlog.broker..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("kafka.server..", "org.apache.kafka.metadata..", "org.apache.kafka.server..")
            .because("everything else speaks to Kafka as to any cluster, through its clients");

    @ArchTest
    static final ArchRule kafkasInternals_areInTwoPackages = noClasses()
            .that()
            .resideOutsideOfPackages("io.driftlog.broker..", "io.driftlog.analyzer.service.store..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..internals..")
            .because("they change without notice; use them in a package whose KafkaVersionTest says what to check");

    @ArchTest
    static final ArchRule modules_haveNoCycles = slices().matching("io.driftlog.(**)")
            .should()
            .beFreeOfCycles()
            .because("a cycle means that a class is in the wrong package");

    /** The classes of one room depend on the named rooms and libraries, Java and nothing else. */
    private static ArchRule only(String room, String because, String... others) {
        return classes()
                .that()
                .resideInAPackage("io.driftlog." + room)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(Stream.concat(
                                Stream.of(JDK, JSPECIFY, "io.driftlog." + room),
                                Stream.of(others)
                                        .map(each -> each.matches("(org|jdk)\\..*") ? each : "io.driftlog." + each))
                        .toArray(String[]::new))
                .because(because);
    }

    /** The classes of one room depend on no classes of ours but its own and those of the named rooms. */
    private static ArchRule noOtherOfOurs(String because, String... rooms) {
        return noClasses()
                .that()
                .resideInAPackage("io.driftlog." + rooms[0])
                .should()
                .dependOnClassesThat(resideInAPackage("io.driftlog..")
                        .and(resideOutsideOfPackages(Stream.of(rooms)
                                .map(each -> "io.driftlog." + each)
                                .toArray(String[]::new))))
                .because(because);
    }
}
