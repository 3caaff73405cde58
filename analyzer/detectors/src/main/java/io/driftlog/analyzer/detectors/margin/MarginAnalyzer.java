package io.driftlog.analyzer.detectors.margin;

import io.driftlog.analyzer.detectors.Undetermined;
import io.driftlog.analyzer.detectors.effective.Table;
import io.driftlog.analyzer.spi.AbstractAnalyzer;
import io.driftlog.analyzer.spi.AbstractAnalyzerFactory;
import io.driftlog.analyzer.spi.FixedFold;
import io.driftlog.analyzer.spi.Parameters;
import io.driftlog.analyzer.spi.RunFold;
import io.driftlog.events.RunStarted;
import io.driftlog.simulator.flow.objective.Classifier;
import io.driftlog.simulator.flow.spec.Objectives;
import io.driftlog.simulator.spi.InvalidSpecException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Follows a classifier to the largest margin: when the training data are separated and accuracies reach a level, then the
 * normalised margin {@code min_i q_i / ||w||^L}, its KKT residual, the angle to the hard margin where that is known, and
 * the test loss of the weights scaled to the least margin 1, which does not change with the size of the outputs.
 *
 * <p>Lyu &amp; Li, "Gradient descent maximizes the margin of homogeneous neural networks", ICLR 2020.
 */
public final class MarginAnalyzer extends AbstractAnalyzer<MarginAnalyzer.State> {
    static final String ID = "margin";

    private final Definition definition;

    private MarginAnalyzer(Definition definition) {
        super(ID, 1, State.class);
        this.definition = definition;
    }

    /**
     * What is looked for, and how finely.
     *
     * @param accuracy the level whose crossings are reported
     * @param samplesPerDecade rows kept per factor 10 of t
     * @param largest the most samples for which the hard margin is solved
     */
    record Definition(double accuracy, double samplesPerDecade, double largest) {}

    /**
     * The state.
     *
     * @param separation training accuracy 1
     * @param training training accuracy at the level
     * @param test test accuracy at the level
     * @param measured rows of {@link MarginFold#COLUMNS} at log-spaced times
     * @param last the row of the last step with weights; empty before
     * @param steps number of the last step
     */
    public record State(Level separation, Level training, Level test, Table measured, double[] last, long steps) {
        static final State INITIAL =
                new State(Level.NONE, Level.NONE, Level.NONE, Table.empty(MarginFold.COLUMNS.length), new double[0], 0);
    }

    /** Creates margin analyzers. */
    public static final class Factory extends AbstractAnalyzerFactory<MarginAnalyzer> {
        /** For the loader. */
        public Factory() {
            super(
                    ID,
                    "Classifiers: when the data are separated, and how near the largest margin the weights come.",
                    Map.of("accuracy", "0.9", "samplesPerDecade", "8", "largest", "1000"));
        }

        @Override
        protected MarginAnalyzer create(Parameters all) {
            return new MarginAnalyzer(new Definition(
                    all.between("accuracy", 0, 1),
                    all.between("samplesPerDecade", 0, 1000),
                    all.between("largest", 0, 5000)));
        }
    }

    @Override
    public RunFold<State> open(RunStarted run) {
        if (!Objectives.isClassifier(run.spec().objective().type())) {
            return new FixedFold<>(State.INITIAL, List.of());
        }
        try {
            Classifier classifier = (Classifier)
                    Objectives.create(run.spec().objective(), run.spec().seed());
            Optional<double[]> hardMargin =
                    classifier.samples() <= definition.largest() ? classifier.hardMargin() : Optional.empty();
            return new MarginFold(definition, classifier, hardMargin);
        } catch (InvalidSpecException | IllegalArgumentException e) {
            return FixedFold.of(
                    Undetermined.KIND,
                    State.INITIAL,
                    "the margin is undetermined: the problem cannot be rebuilt: " + e.getMessage());
        }
    }
}
