package io.driftlog.simulator.flow.spec;

import io.driftlog.events.MethodSpec;
import io.driftlog.simulator.flow.GradientFlow;
import io.driftlog.simulator.flow.explicit.RungeKuttaChebyshev;
import io.driftlog.simulator.flow.objective.TwoLayerRelu;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.ParameterValues;
import io.driftlog.simulator.spi.SparseGram;
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
    /** Above this size a few products with the Jacobian cost less than factors; measured, see this module's README. */
    private static final int LARGEST_FACTORED = 200;
    /** Up to this size factorisations between events take seconds each and three quarters of a gigabyte. */
    private static final int LARGEST_FACTORED_WITH_EVENTS = 3000;
    /** With many more samples than weights and little weight decay, factors pay up to this many weights. */
    private static final int LARGEST_FACTORED_TALL = 600;

    /** Up to this number of weights the whole Hessian costs no more than the steps that it saves; measured. */
    private static final int LARGEST_HESSIAN = 100;

    private static final double TALL = 4;
    private static final double LITTLE_DECAY = 1e-4;

    /** This number of entries of a sparse Gram matrix takes 1.6 gigabytes. */
    private static final long MOST_SPARSE_ENTRIES = 100_000_000;
    /**
     * From this tolerance on, an explicit method takes as few steps as an implicit one where the flow is hardly stiff.
     */
    private static final double LOOSE = 1e-3;
    /** Up to this ratio of the largest curvature to the weight decay the flow is hardly stiff. */
    private static final double HARDLY_STIFF = 200;

    private AutoMethod() {}

    /**
     * Chooses.
     *
     * @param spec of the type auto, its parameters checked; the chosen method takes those that it has
     * @param problem what is integrated, and from where
     */
    static MethodChoice choose(MethodSpec spec, Problem problem) {
        GradientFlow flow = problem.flow();
        if (flow.objective() instanceof LeastSquaresObjective model
                && flow.regularizer().hasSecondDerivative() // not the nuclear norm
                && (flow.hasSquaredNorm() || !(model instanceof TwoLayerRelu))) {
            int n = model.samples();
            int d = model.dimension();
            if (model instanceof TwoLayerRelu) {
                return Math.min(n, d) <= LARGEST_FACTORED_WITH_EVENTS
                        ? choice(
                                "radaug-events",
                                spec,
                                "the neurons' kinks are located as events, and stiffness costs nothing")
                        : choice(
                                "dormand-prince",
                                spec,
                                "the network has too many samples and weights to factor matrices");
            }
            if (!flow.hasSquaredNorm()) {
                return otherRegularizer(model, spec, flow);
            }
            if (model.hasConstantJacobian() && flow.decay().isConstant() && Math.min(n, d) <= LARGEST_DECOMPOSED) {
                return choice("exact", spec, "the model is linear in its weights, so its flow has a closed form");
            }
            return leastSquares(model, spec, problem);
        }
        if (!(flow.objective() instanceof LeastSquaresObjective)
                && flow.regularizer().hasSecondDerivative()
                && flow.regularizer().isSmooth()
                && flow.decay().isPiecewiseConstant()
                && flow.objective().hasHessianProduct()
                && flow.objective().dimension() <= LARGEST_HESSIAN) {
            return choice(
                    "rodas",
                    spec,
                    "the loss is no sum of squares, and with "
                            + flow.objective().dimension()
                            + " weights its whole Hessian costs little and lets steps grow with time");
        }
        if (!flow.regularizer().isSmooth()) {
            return choice("proximal-gradient", spec, "the regulariser has kinks that no implicit method here follows");
        }
        String what = flow.objective() instanceof LeastSquaresObjective
                ? "the regulariser does not tell its second derivative"
                : "the loss is no sum of squares";
        if (RungeKuttaChebyshev.canBound(flow.objective())) {
            return choice("rkc", spec, what + ", and an explicit method stabilised against stiffness needs neither");
        }
        return choice(
                "dormand-prince",
                spec,
                what + ", and its curvature is not known, so that only an explicit method is left");
    }

    private static MethodChoice otherRegularizer(LeastSquaresObjective model, MethodSpec spec, GradientFlow flow) {
        if (flow.regularizer().absoluteWeight() > 0) {
            return choice("radaug-events", spec, "weights reach 0 as events, and stiffness costs nothing");
        }
        String name = flow.regularizer().name();
        return Math.min(model.samples(), model.dimension()) <= LARGEST_FACTORED
                ? choice(
                        "radaug",
                        spec,
                        "the loss is a sum of squares, and the second derivative of " + name + " diagonal")
                : choice(
                        "radaug-krylov",
                        spec,
                        "the loss is a sum of squares, the second derivative of " + name
                                + " diagonal, and iterations cost less than matrices at this size");
    }

    private static MethodChoice leastSquares(LeastSquaresObjective model, MethodSpec spec, Problem problem) {
        int n = model.samples();
        int d = model.dimension();
        if (model instanceof SparseGram sparse && sparse.gramEntries() <= MOST_SPARSE_ENTRIES) {
            return choice(
                    "radaug",
                    spec,
                    "the loss is a sum of squares whose samples share few weights, so that its"
                            + " implicit steps are sparse and grow with time, however small the weight decay");
        }
        boolean isTall = n >= TALL * d && d <= LARGEST_FACTORED_TALL;
        boolean hasLittleDecay = problem.flow().weightDecay() < LITTLE_DECAY;
        if (!(model instanceof SparseGram) && (Math.min(n, d) <= LARGEST_FACTORED || (isTall && hasLittleDecay))) {
            return choice("radaug", spec, factored(n, d));
        }
        String size = n + " samples and " + d + " weights";
        double tolerance =
                new ParameterValues(Methods.complete(handedOn("rkc", spec)).parameters()).real("relativeTolerance");
        if (tolerance >= LOOSE
                && RungeKuttaChebyshev.curvature(problem.flow(), problem.initialWeights())
                        <= HARDLY_STIFF * problem.flow().weightDecay()) {
            return choice(
                    "rkc",
                    spec,
                    "with " + size + " matrices cost much, and at this tolerance and weight decay an explicit method"
                            + " stabilised against stiffness takes few steps");
        }
        return choice(
                "radaug-krylov",
                spec,
                "the loss is a sum of squares, and with " + size + " its implicit steps cost less by iterations than"
                        + " by matrices; they grow with time, however small the weight decay");
    }

    private static String factored(int n, int d) {
        String size = n <= d ? n + " samples" : d + " weights";
        return "the loss is a sum of squares, and with " + size
                + " its implicit steps cost little and grow with time, however small the weight decay";
    }

    private static MethodChoice choice(String name, MethodSpec spec, String reason) {
        return new MethodChoice(Methods.named(name).complete(handedOn(name, spec)), reason);
    }

    /** The method of this name with those of the given parameters that it has. */
    private static MethodSpec handedOn(String name, MethodSpec spec) {
        MethodType type = Methods.named(name);
        Map<String, Double> known = new TreeMap<>(spec.parameters());
        known.keySet()
                .removeIf(key -> type.parameters().stream()
                        .noneMatch(parameter -> parameter.name().equals(key)));
        return new MethodSpec(name, new TreeMap<>(known));
    }
}
