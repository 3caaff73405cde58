package io.driftlog.analyzer.detectors;

import io.driftlog.analyzer.detectors.phase.LossPlateauAnalyzer;
import io.driftlog.analyzer.spi.AnalyzerFactory;
import io.driftlog.analyzer.testkit.AnalyzerContract;

class LossPlateauContractTest implements AnalyzerContract {
    @Override
    public AnalyzerFactory factory() {
        return new LossPlateauAnalyzer.Factory();
    }
}
