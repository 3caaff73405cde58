package org.example.sparsity;

import io.driftlog.analyzer.spi.Analyzer;
import io.driftlog.analyzer.spi.AnalyzerFactory;
import io.driftlog.analyzer.spi.Parameters;
import java.util.Map;

/** Makes weight-sparsity analyzers; named in {@code META-INF/services}. */
public final class SparsityFactory implements AnalyzerFactory {
    @Override
    public String id() {
        return SparsityAnalyzer.ID;
    }

    @Override
    public String description() {
        return "The effective number of weights, (sum |w_i|)^2 / sum w_i^2, each time it has fallen by a factor.";
    }

    @Override
    public Map<String, String> defaults() {
        return Map.of("factor", "0.5");
    }

    @Override
    public Analyzer<?> create(Map<String, String> parameters) {
        return new SparsityAnalyzer(new Parameters(id(), defaults(), parameters).between("factor", 0, 1));
    }
}
