package io.driftlog.analyzer.detectors;

import io.driftlog.analyzer.detectors.effective.SingularityAnalyzer;
import io.driftlog.analyzer.spi.AnalyzerFactory;
import io.driftlog.analyzer.testkit.AnalyzerContract;
import io.driftlog.events.TrajectoryEvent;
import java.util.List;
import java.util.Map;

class SingularityContractTest implements AnalyzerContract {
    private static final Map<String, List<TrajectoryEvent>> RUNS = ContractRuns.all();

    @Override
    public AnalyzerFactory factory() {
        return new SingularityAnalyzer.Factory();
    }

    @Override
    public Map<String, List<TrajectoryEvent>> additionalTrajectories() {
        return RUNS;
    }
}
