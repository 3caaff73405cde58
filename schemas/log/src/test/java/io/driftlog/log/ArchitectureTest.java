package io.driftlog.log;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.driftlog.log", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    @ArchTest
    static final ArchRule LOG_KNOWS_EVENTS_KAFKA_AND_AVRO_ONLY = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.jspecify.annotations..",
                    "org.slf4j..",
                    "org.apache.avro..",
                    "com.github.luben.zstd..",
                    "org.apache.kafka.clients..",
                    "org.apache.kafka.common..",
                    "com.github.benmanes.caffeine..",
                    "io.driftlog.events..",
                    "io.driftlog.log..")
            .because(
                    "the log only stores events; compute in simulator/flow or in an analyzer, wire in a service, and hand"
                            + " this module finished events instead");
}
