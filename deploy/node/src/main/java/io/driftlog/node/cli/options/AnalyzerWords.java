package io.driftlog.node.cli.options;

import io.driftlog.analyzer.spi.driver.Analyzers;
import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.events.UserException.BadInput;
import io.driftlog.simulator.service.KeyValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Analyzers with their parameters as a user names them: {@code norm-drift:fraction=0.1,…}. Any of the separators may be a
 * comma or a colon.
 */
public final class AnalyzerWords {
    /** How an analyzer is written. */
    public static final String SYNTAX = "ID[:KEY=VALUE,…]";

    private static final Pattern SEPARATOR = Pattern.compile("[,:]");

    private AnalyzerWords() {}

    /**
     * Makes the analyzers.
     *
     * @param words one for each analyzer; all that are known, with their defaults, if there is none
     * @throws BadInput for one that is unknown, badly written or given twice
     */
    public static List<FoldDriver<?>> create(Analyzers known, List<String> words) {
        List<FoldDriver<?>> analyzers = new ArrayList<>();
        try {
            if (words.isEmpty()) {
                known.factories().forEach(factory -> analyzers.add(known.create(factory.id(), Map.of())));
            }
            for (String word : words) {
                List<String> parts = List.of(SEPARATOR.split(word));
                analyzers.add(known.create(parts.get(0), parameters(parts.subList(1, parts.size()))));
            }
        } catch (IllegalArgumentException e) {
            throw new BadInput("--analyzer: " + e.getMessage() + ".");
        }
        Set<String> names = new HashSet<>();
        for (FoldDriver<?> analyzer : analyzers) {
            if (!names.add(analyzer.applicationId())) {
                throw new BadInput(
                        "--analyzer: " + analyzer.id() + " is given twice with the same parameters; once is enough.");
            }
        }
        return analyzers;
    }

    private static Map<String, String> parameters(List<String> words) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String word : words) {
            KeyValue parameter = KeyValue.parse("--analyzer", word, "fraction=0.1 in norm-drift:fraction=0.1");
            if (parameters.put(parameter.key(), parameter.value()) != null) {
                throw new BadInput("--analyzer: " + parameter.key() + " is given twice; give it once.");
            }
        }
        return parameters;
    }
}
