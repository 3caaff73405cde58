package io.driftlog.node.cli;

import io.driftlog.analyzer.spi.Analyzers;
import io.driftlog.analyzer.spi.FoldDriver;
import io.driftlog.node.cli.Errors.UsageException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Option;

/** What runs beside a run: the analyzers, and the broker's port. */
final class HostingOptions {
    @Option(
            names = "--analyzer",
            paramLabel = "ID[,KEY=VALUE…]",
            description =
                    "Host this analyzer, with these parameters; all with their defaults if none is named. Repeatable.")
    List<String> words = List.of();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port of the embedded broker; any free one by default.")
    int port;

    /** The analyzers asked for; those that cannot be loaded are named to the console. */
    List<FoldDriver<?>> analyzers(Console console) {
        Analyzers known = Analyzers.load(HostingOptions.class.getClassLoader());
        known.refused().forEach(sentence -> console.line("analyzer left out: %s", sentence));
        List<FoldDriver<?>> analyzers = new ArrayList<>();
        try {
            if (words.isEmpty()) {
                known.factories().forEach(factory -> analyzers.add(known.create(factory.id(), Map.of())));
            }
            for (String word : words) {
                List<String> parts = List.of(word.split(","));
                analyzers.add(known.create(parts.get(0), parameters(parts.subList(1, parts.size()))));
            }
        } catch (IllegalArgumentException e) {
            throw new UsageException("--analyzer: " + e.getMessage() + ".");
        }
        Set<String> names = new HashSet<>();
        for (FoldDriver<?> analyzer : analyzers) {
            if (!names.add(analyzer.applicationId())) {
                throw new UsageException(
                        "--analyzer: " + analyzer.id() + " is given twice with the same parameters; once is enough.");
            }
        }
        return analyzers;
    }

    private static Map<String, String> parameters(List<String> words) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 1 || parameters.put(word.substring(0, equals), word.substring(equals + 1)) != null) {
                throw new UsageException("--analyzer: '" + word + "' is not a KEY=VALUE given once; write for example"
                        + " norm-drift,fraction=0.1.");
            }
        }
        return parameters;
    }
}
