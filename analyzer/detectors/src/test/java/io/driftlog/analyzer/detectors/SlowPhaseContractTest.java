package io.driftlog.analyzer.detectors;

import io.driftlog.analyzer.detectors.slow.SlowPhaseAnalyzer;
import io.driftlog.analyzer.spi.AnalyzerFactory;
import io.driftlog.analyzer.testkit.AnalyzerContract;
import io.driftlog.analyzer.testkit.Trajectories;
import io.driftlog.analyzer.testkit.TrajectoryBuilder;
import io.driftlog.events.TrajectoryEvent;
import java.util.List;
import java.util.Map;

class SlowPhaseContractTest implements AnalyzerContract {
    @Override
    public AnalyzerFactory factory() {
        return new SlowPhaseAnalyzer.Factory();
    }

    @Override
    public Map<String, List<TrajectoryEvent>> additionalTrajectories() {
        TrajectoryBuilder slow = Trajectories.twoPhases("slow-phase").weights(SlowPhaseContractTest::twoScales);
        return Map.of(
                "slow-phase", slow.build(),
                "unknown-weight-decay", slow.weightDecay(Double.NaN).build(),
                "thinned-weights",
                        slow.weights(t -> t < 5 || t > 500 ? twoScales(t) : new double[0])
                                .build(),
                "no-weights", slow.weights(t -> new double[0]).build());
    }

    private static double[] twoScales(double t) {
        return new double[] {StrictMath.exp(-1e-3 * t), 0.5 + StrictMath.exp(-t)};
    }
}
