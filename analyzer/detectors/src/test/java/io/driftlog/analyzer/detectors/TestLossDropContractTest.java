package io.driftlog.analyzer.detectors;

import io.driftlog.analyzer.detectors.phase.TestLossDropAnalyzer;
import io.driftlog.analyzer.spi.AnalyzerFactory;
import io.driftlog.analyzer.testkit.AnalyzerContract;

class TestLossDropContractTest implements AnalyzerContract {
    @Override
    public AnalyzerFactory factory() {
        return new TestLossDropAnalyzer.Factory();
    }
}
