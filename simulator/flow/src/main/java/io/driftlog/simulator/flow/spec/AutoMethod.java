package io.driftlog.simulator.flow.spec;

import io.driftlog.events.MethodSpec;
import io.driftlog.simulator.flow.GradientFlow;
import io.driftlog.simulator.flow.LeastSquaresObjective;
import io.driftlog.simulator.flow.SparseGram;
import io.driftlog.simulator.flow.explicit.RungeKuttaChebyshev;
import io.driftlog.simulator.flow.objective.TwoLayerRelu;
import java.util.Map;
import java.util.TreeMap;

/**
 * The choice that {@code method: {type: auto}} stands for, by structure first and size second. It depends on the spec
 * alone: the run carries the method chosen, and the choice can change in a later version without changing any run.
 */
final class AutoMethod {
    static final String NAME = "auto";

    /** Up to this size an eigendecomposition takes about a minute and half a gigabyte. */
    private static final int LARGEST_DECOMPOSED = 4000;
    /** Up to this size factorisations take seconds each and three quarters of a gigabyte. */
    private static final int LARGEST_FACTORED = 3000;

    private AutoMethod() {}

    /**
     * Chooses.
     *
     * @param spec of the type auto, its parameters checked; those that the chosen method knows are handed on
     * @param problem what is integrated, and from where
     */
    static MethodChoice choose(MethodSpec spec, Problem problem) {
        GradientFlow flow = problem.flow();
        boolean isSquares = flow.objective() instanceof LeastSquaresObjective;
        if (flow.objective() instanceof LeastSquaresObjective model
                && flow.regularizer().name().equals("l2")) {
            int n = model.samples();
            int d = model.dimension();
            if (model instanceof TwoLayerRelu) {
                return Math.min(n, d) <= LARGEST_FACTORED
                        ? choice(
                                "radaug-events",
                                spec,
                                "the neurons' kinks are located as events, and stiffness costs nothing")
                        : choice(
                                "dormand-prince",
                                spec,
                                "the network has too many samples and weights to factor matrices");
            }
            if (model.hasConstantJacobian() && Math.min(n, d) <= LARGEST_DECOMPOSED) {
                return choice("exact", spec, "the model is linear in its weights, so its flow has a closed form");
            }
            if (model instanceof SparseGram) {
                return choice(
                        "radaug",
                        spec,
                        "the loss is a sum of squares whose samples share few weights, so that its"
                                + " implicit steps are sparse and grow with time, however small the weight decay");
            }
            if (Math.min(n, d) <= LARGEST_FACTORED) {
                return choice("radaug", spec, factored(n, d));
            }
        }
        String what = isSquares
                ? "the model has too many samples and weights to factor matrices"
                : "the loss is no sum of squares";
        if (RungeKuttaChebyshev.canBound(flow.objective())) {
            return choice("rkc", spec, what + ", and an explicit method stabilised against stiffness needs none");
        }
        return choice(
                "dormand-prince",
                spec,
                what + ", and its curvature is not known, so that only an explicit method is left");
    }

    private static String factored(int n, int d) {
        String size = n <= d ? n + " samples" : d + " weights";
        return "the loss is a sum of squares, and with " + size
                + " its implicit steps cost little and grow with time, however small the weight decay";
    }

    private static MethodChoice choice(String name, MethodSpec spec, String reason) {
        MethodType type = Methods.named(name);
        Map<String, Double> known = new TreeMap<>(spec.parameters());
        known.keySet()
                .removeIf(key -> type.parameters().stream()
                        .noneMatch(parameter -> parameter.name().equals(key)));
        return new MethodChoice(type.complete(new MethodSpec(name, new TreeMap<>(known))), reason);
    }
}
