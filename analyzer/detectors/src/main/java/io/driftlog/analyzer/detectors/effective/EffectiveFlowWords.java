package io.driftlog.analyzer.detectors.effective;

import io.driftlog.analyzer.detectors.FindingNumbers;
import io.driftlog.analyzer.detectors.effective.EffectiveFlowAnalyzer.Definition;
import io.driftlog.analyzer.detectors.effective.EffectiveFlowAnalyzer.State;
import io.driftlog.events.Finding.BracketedTime;
import io.driftlog.events.NumberText;
import io.driftlog.simulator.flow.effective.EffectiveFlow;
import io.driftlog.simulator.flow.effective.EffectiveFlow.Cause;
import io.driftlog.simulator.flow.loop.UnregularizedLimit;
import io.driftlog.simulator.flow.objective.TwoLayerRelu;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Vectors;

/** The sentences of the effective-flow findings. They are recorded: another wording needs a new analyzer version. */
final class EffectiveFlowWords {
    private EffectiveFlowWords() {}

    /** The sentence of a prediction. */
    static String of(Prediction found) {
        LeastSquaresObjective objective = found.objective();
        UnregularizedLimit limit = found.limit();
        EffectiveFlow.End end = found.flow().end();
        double[] first = found.weightsAt(0);
        double[] last = found.weightsAt(found.reached());
        StringBuilder text = new StringBuilder("effective flow: from Phi(w0), ");
        describe(text, objective, first);
        text.append(", along the manifold of interpolators to ");
        describe(text, objective, last);
        text.append(" at slow time ").append(NumberText.readable(found.reached()));
        text.append(", where ||P w|| / ||w|| = ").append(NumberText.readable(found.limitKktResidual(last)));
        text.append("; J has rank ").append(found.flow().start().rank()).append(" at Phi(w0), kept throughout");
        if (!limit.reached()) {
            text.append("; ").append(limit.sentence());
        }
        if (limit.trainLoss() > 1e-16 * objective.value(new double[objective.dimension()])) {
            text.append("; Phi(w0) leaves the training loss ")
                    .append(NumberText.readable(limit.trainLoss()))
                    .append(objective.hasConstantJacobian() ? "" : ", so that P is not exactly the tangent projector");
        }
        if (end.cause() == Cause.STUCK) {
            text.append("; its steps became too small or too many there");
        }
        if (objective instanceof TwoLayerRelu) {
            text.append("; neurons reach kinks or leave them ")
                    .append(end.patternChanges())
                    .append(" times on the way, and slide along them");
        }
        return text.toString();
    }

    private static void describe(StringBuilder text, LeastSquaresObjective objective, double[] w) {
        text.append("||w||^2 = ").append(NumberText.readable(Vectors.normSquared(w)));
        double loss = objective.testLoss(w);
        if (!Double.isNaN(loss)) {
            text.append(" and test loss ").append(NumberText.readable(loss));
        }
    }

    /** The sentence of a comparison. */
    static String of(Comparison found, BracketedTime onset) {
        Definition definition = found.definition();
        Deviation deviation = found.state().deviation();
        StringBuilder text = new StringBuilder("effective flow against the run, whose slow phase begins with t_WD ")
                .append(FindingNumbers.bracket(onset))
                .append(": ");
        String window = "over slow time " + NumberText.readable(definition.windowStart()) + " to "
                + NumberText.readable(definition.windowEnd());
        if (Double.isFinite(deviation.largest())) {
            text.append("the weights differ by at most ")
                    .append(NumberText.readable(deviation.largest()))
                    .append(" of their norm ")
                    .append(window)
                    .append(" (at ")
                    .append(NumberText.readable(deviation.largestAt()))
                    .append(")");
        } else if (Double.isFinite(deviation.largestOfNorm())) {
            text.append("||w||^2 differs by at most ")
                    .append(NumberText.readable(deviation.largestOfNorm()))
                    .append(" of itself ")
                    .append(window);
        } else {
            text.append("no step lies within slow time ")
                    .append(NumberText.readable(definition.windowStart()))
                    .append(" to ")
                    .append(NumberText.readable(definition.windowEnd()));
        }
        if (Double.isFinite(deviation.last())) {
            text.append(" and by ")
                    .append(NumberText.readable(deviation.last()))
                    .append(" at slow time ")
                    .append(NumberText.readable(deviation.lastAt()));
        }
        motion(text, found);
        kinks(text, found);
        gaps(text, found.state());
        return text.toString();
    }

    private static void motion(StringBuilder text, Comparison found) {
        if (Double.isFinite(found.largestAngle())) {
            text.append("; there at least ")
                    .append(FindingNumbers.percent(found.leastTangentialFraction()))
                    .append(" of the velocity is tangential, at most ")
                    .append(NumberText.readable(found.largestAngle()))
                    .append(" rad from -P grad R");
        }
        Comparison.Last last = found.last();
        if (Double.isFinite(last.kktResidual())) {
            text.append("; ||P w|| / ||w|| is ")
                    .append(NumberText.readable(last.kktResidual()))
                    .append(" at slow time ")
                    .append(NumberText.readable(last.slowTime()))
                    .append(", where the smallest of ")
                    .append(NumberText.readable(last.rank()))
                    .append(" eigenvalues of J J^T is ")
                    .append(NumberText.readable(last.relativeKept()))
                    .append(" of the largest");
        }
    }

    private static void kinks(StringBuilder text, Comparison found) {
        if (found.kinkSteps() > 0) {
            text.append("; at ")
                    .append(found.kinkSteps())
                    .append(" of ")
                    .append(found.state().measured().rows())
                    .append(" steps measured neurons sit on kinks, up to ")
                    .append(NumberText.readable(found.mostOnKinks()))
                    .append(" at once: there F has no derivative, and P is that of motion along the kinks");
        }
    }

    private static void gaps(StringBuilder text, State state) {
        if (state.withoutWeights() > 0) {
            text.append("; ")
                    .append(state.withoutWeights())
                    .append(" steps carry no weights: of them only ||w||^2 was compared");
        }
        if (state.withoutMultiplier() > 0) {
            text.append("; ")
                    .append(state.withoutMultiplier() == state.measured().rows() ? "the" : "some")
                    .append(" steps carry no multiplier, so that velocity and angle are unknown there: the method has"
                            + " none, and from the residuals they would be rounding noise");
        }
    }
}
