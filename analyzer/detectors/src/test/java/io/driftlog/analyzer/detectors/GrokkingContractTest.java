package io.driftlog.analyzer.detectors;

import io.driftlog.analyzer.detectors.grokking.GrokkingAnalyzer;
import io.driftlog.analyzer.spi.AnalyzerFactory;
import io.driftlog.analyzer.testkit.AnalyzerContract;
import io.driftlog.analyzer.testkit.Trajectories;
import io.driftlog.events.TrajectoryEvent;
import java.util.List;
import java.util.Map;

class GrokkingContractTest implements AnalyzerContract {
    @Override
    public AnalyzerFactory factory() {
        return new GrokkingAnalyzer.Factory();
    }

    @Override
    public Map<String, List<TrajectoryEvent>> additionalTrajectories() {
        return Map.of(
                "no-gradients",
                        Trajectories.twoPhases("no-gradients")
                                .gradientNorm(t -> Double.NaN)
                                .build(),
                "unknown-weight-decay",
                        Trajectories.twoPhases("unknown-weight-decay")
                                .weightDecay(Double.NaN)
                                .build());
    }
}
