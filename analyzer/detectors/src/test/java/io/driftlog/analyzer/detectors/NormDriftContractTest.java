package io.driftlog.analyzer.detectors;

import io.driftlog.analyzer.detectors.phase.NormDriftAnalyzer;
import io.driftlog.analyzer.spi.AnalyzerFactory;
import io.driftlog.analyzer.testkit.AnalyzerContract;

class NormDriftContractTest implements AnalyzerContract {
    @Override
    public AnalyzerFactory factory() {
        return new NormDriftAnalyzer.Factory();
    }
}
