package org.example.sparsity;

import io.driftlog.analyzer.spi.AbstractAnalyzerFactory;
import io.driftlog.analyzer.spi.Parameters;
import java.util.Map;

/** Creates weight-sparsity analyzers; named in {@code META-INF/services}. */
public final class SparsityFactory extends AbstractAnalyzerFactory<SparsityAnalyzer> {
    /** Called by {@link java.util.ServiceLoader}. */
    public SparsityFactory() {
        super(
                SparsityAnalyzer.ID,
                "The effective number of weights, (sum |w_i|)^2 / sum w_i^2, each time it has fallen by a factor.",
                Map.of("factor", "0.5"));
    }

    @Override
    protected SparsityAnalyzer create(Parameters parameters) {
        return new SparsityAnalyzer(parameters.between("factor", 0, 1));
    }
}
