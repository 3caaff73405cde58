package io.driftlog.analyzer.detectors;

import io.driftlog.analyzer.detectors.margin.MarginAnalyzer;
import io.driftlog.analyzer.spi.AnalyzerFactory;
import io.driftlog.analyzer.testkit.AnalyzerContract;
import io.driftlog.events.TrajectoryEvent;
import java.util.List;
import java.util.Map;

class MarginContractTest implements AnalyzerContract {
    private static final Map<String, List<TrajectoryEvent>> RUNS = Map.of(
            "separable",
            ContractRuns.thinned(MarginAnalyzerTest.separable("linear-classifier", 1e-4), 6),
            "xor",
            ContractRuns.thinned(MarginAnalyzerTest.xor("two-layer-classifier"), 6),
            "xor of a line",
            ContractRuns.thinned(MarginAnalyzerTest.xor("linear-classifier"), 6));

    @Override
    public AnalyzerFactory factory() {
        return new MarginAnalyzer.Factory();
    }

    @Override
    public Map<String, List<TrajectoryEvent>> additionalTrajectories() {
        return RUNS;
    }
}
