package io.driftlog.benchmark;

import io.driftlog.analyzer.spi.Analyzer;
import io.driftlog.analyzer.spi.AnalyzerFactory;
import io.driftlog.analyzer.spi.RunFold;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds something at every step, so that the way of each step to its finding can be timed. */
public final class EchoAnalyzer implements Analyzer<EchoAnalyzer.State> {
    static final String ID = "echo";

    /** How many steps were seen. */
    public record State(long steps) {}

    /** Makes echo analyzers. */
    public static final class Factory implements AnalyzerFactory {
        @Override
        public String id() {
            return ID;
        }

        @Override
        public String description() {
            return "Something at every step; for measurements.";
        }

        @Override
        public Map<String, String> defaults() {
            return Map.of();
        }

        @Override
        public Analyzer<?> create(Map<String, String> parameters) {
            return new EchoAnalyzer();
        }
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<State> stateType() {
        return State.class;
    }

    @Override
    public RunFold<State> open(RunStarted run) {
        return new RunFold<>() {
            @Override
            public State initial() {
                return new State(0);
            }

            @Override
            public Fold<State> accept(State state, StepTaken step) {
                var next = new State(state.steps() + 1);
                return new Fold<>(
                        next, List.of(Finding.of("echo", Stage.PROVISIONAL, Optional.empty(), Map.of(), "step seen")));
            }
        };
    }
}
