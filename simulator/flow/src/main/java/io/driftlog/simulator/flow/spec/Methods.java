package io.driftlog.simulator.flow.spec;

import static io.driftlog.events.NumberText.readable;

import io.driftlog.events.MethodSpec;
import io.driftlog.simulator.flow.DecayForce;
import io.driftlog.simulator.flow.GradientFlow;
import io.driftlog.simulator.flow.Stepper;
import io.driftlog.simulator.flow.exact.ExactStepper;
import io.driftlog.simulator.flow.exact.LinearFlowSolution;
import io.driftlog.simulator.flow.explicit.DormandPrince;
import io.driftlog.simulator.flow.explicit.FixedStepController;
import io.driftlog.simulator.flow.explicit.GradientDescent;
import io.driftlog.simulator.flow.explicit.HeavyBall;
import io.driftlog.simulator.flow.explicit.ProportionalIntegralController;
import io.driftlog.simulator.flow.explicit.ProximalGradient;
import io.driftlog.simulator.flow.explicit.Rodas;
import io.driftlog.simulator.flow.explicit.RungeKutta4;
import io.driftlog.simulator.flow.explicit.RungeKuttaChebyshev;
import io.driftlog.simulator.flow.objective.TwoLayerRelu;
import io.driftlog.simulator.flow.radau.PredictiveController;
import io.driftlog.simulator.flow.radau.RadauMultiplierStepper;
import io.driftlog.simulator.flow.radau.kink.RadauEventStepper;
import io.driftlog.simulator.flow.radau.sign.RadauSignStepper;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Parameter;
import io.driftlog.simulator.spi.ParameterValues;
import io.driftlog.simulator.spi.SparseGram;
import java.util.List;
import java.util.stream.Collectors;

/** Every integration method that a run spec can name. */
public final class Methods {
    private static final List<Parameter> TOLERANCES = List.of(
            Parameter.real("relativeTolerance", "local error relative to each weight", 1e-6, 1e-13, 0.1),
            Parameter.real(
                    "absoluteTolerance", "local error of each weight", 1e-9, Double.MIN_VALUE, Double.MAX_VALUE));

    /** A matrix with this number of rows takes two gigabytes. */
    private static final int LARGEST_FACTORED = 16_384;
    /** A Hessian of this size takes 32 MB and a factorisation about a second. */
    private static final int LARGEST_HESSIAN = 2000;

    private static final Parameter STEP_SIZE = Parameter.real(
            "stepSize",
            "learning rate; 0 for 1/L at the initial weights, halved where that is unstable",
            0,
            0,
            Double.MAX_VALUE);

    private static final List<MethodType> TYPES = List.of(
            new MethodType(
                    AutoMethod.NAME,
                    "the method that suits the objective and its size; the default",
                    List.of(TOLERANCES.get(0), TOLERANCES.get(1), MethodType.MAX_STEPS),
                    List.of(),
                    (numbers, words, problem) -> {
                        throw new IllegalArgumentException("auto is no method; use Methods.choose to find one");
                    }),
            MethodType.of(
                    "radaug",
                    "Radau IIA of order 5 with the residual multiplier: stiff, any weight decay",
                    TOLERANCES,
                    16,
                    Methods::radaug),
            MethodType.of(
                    "radaug-krylov",
                    "radaug without matrices: linear systems by Jacobian products, for many samples and many weights",
                    TOLERANCES,
                    64,
                    Methods::radaugKrylov),
            MethodType.of(
                    "radaug-events",
                    "radaug for ReLU networks and for l1: neurons and weights cross their kinks and slide along them",
                    TOLERANCES,
                    16,
                    Methods::radaugEvents),
            MethodType.of(
                    "exact",
                    "closed form of a model that is linear in its weights, at log-spaced times",
                    List.of(
                            Parameter.count("stepsPerDecade", "steps per factor 10 of flow time", 16, 1, 10_000),
                            Parameter.real(
                                    "firstTime",
                                    "flow time of the first step; 0 for a tenth of the fastest time scale",
                                    0,
                                    0,
                                    Double.MAX_VALUE)),
                    1,
                    Methods::exact),
            MethodType.of(
                    "dormand-prince",
                    "explicit Runge-Kutta 5(4): accurate, not for small weight decay",
                    TOLERANCES,
                    1,
                    Methods::dormandPrince),
            MethodType.of(
                    "rkc",
                    "stabilised explicit Runge-Kutta-Chebyshev of order 2: loose tolerances, many weights and samples",
                    TOLERANCES,
                    25,
                    Methods::rungeKuttaChebyshev),
            MethodType.of(
                    "rodas",
                    "linearly implicit by the whole Hessian: smooth losses that are no sums of squares, few hundred weights",
                    TOLERANCES,
                    1,
                    Methods::rodas),
            MethodType.of(
                    "gradient-descent",
                    "gradient descent with weight decay: explicit Euler, every iteration a step",
                    List.of(
                            STEP_SIZE,
                            Parameter.real(
                                    "momentum",
                                    "heavy-ball momentum b; flow time advances by stepSize / (1 - b) per iteration",
                                    0,
                                    0,
                                    0.999999)),
                    1,
                    Methods::gradientDescent),
            MethodType.of(
                    "proximal-gradient",
                    "gradient descent in F with the proximal map of R: for l1, elastic-net and nuclear",
                    List.of(STEP_SIZE),
                    1,
                    Methods::proximalGradient),
            MethodType.of(
                    "runge-kutta-4",
                    "the classical explicit Runge-Kutta method of order 4 with a fixed step size",
                    List.of(STEP_SIZE),
                    1,
                    Methods::rungeKutta4),
            Optimizers.SGD,
            Optimizers.ADAM,
            Optimizers.ADAMW,
            Optimizers.SAM);

    private Methods() {}

    /** All methods, in the order to show them. */
    public static List<MethodType> all() {
        return TYPES;
    }

    /**
     * The method of this name.
     *
     * @throws InvalidSpecException when there is none
     */
    public static MethodType named(String name) {
        return TYPES.stream()
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidSpecException(
                        "method.type",
                        "method.type " + name + " is not known; use "
                                + TYPES.stream().map(MethodType::name).collect(Collectors.joining(", ")) + "."));
    }

    /** The spec with every default filled in; see {@link MethodType#complete}. */
    public static MethodSpec complete(MethodSpec spec) {
        return named(spec.type()).complete(spec);
    }

    /**
     * The concrete method for a problem, every default filled in: what {@code auto} stands for there, or the spec's
     * own.
     *
     * @throws InvalidSpecException for an unknown method or parameter, or a value outside its limits
     */
    public static MethodChoice choose(MethodSpec spec, Problem problem) {
        MethodSpec complete = complete(spec);
        return isAuto(spec) ? AutoMethod.choose(spec, problem) : new MethodChoice(complete, "the spec asks for it");
    }

    /** Whether the spec leaves the method to {@link #choose}. */
    static boolean isAuto(MethodSpec spec) {
        return spec.type().equals(AutoMethod.NAME);
    }

    /** The method for one run; see {@link MethodType#create}. */
    public static Method create(MethodSpec spec, Problem problem) {
        MethodSpec concrete = choose(spec, problem).method();
        return named(concrete.type()).create(concrete, problem);
    }

    private static MethodType.Parts exact(ParameterValues numbers, Problem problem) {
        GradientFlow flow = problem.flow();
        if (!(flow.objective() instanceof LeastSquaresObjective objective) || !objective.hasConstantJacobian()) {
            throw new InvalidSpecException(
                    "method.type",
                    "method.type exact solves models that are linear in their weights only; use radaug here.");
        }
        requireConstantL2("exact", flow);
        try {
            LinearFlowSolution solution =
                    LinearFlowSolution.of(objective, flow.weightDecay(), problem.initialWeights());
            Stepper<?> stepper = new ExactStepper(
                    solution,
                    problem.startTime(),
                    objective.samples(),
                    numbers.real("firstTime"),
                    numbers.count("stepsPerDecade"));
            return new MethodType.Parts(stepper, new FixedStepController(false));
        } catch (IllegalArgumentException e) {
            throw new InvalidSpecException(
                    "method.type",
                    "method.type exact cannot decompose this model: " + e.getMessage()
                            + "; scale the features down or use dormand-prince.");
        }
    }

    private static void requireConstantL2(String method, GradientFlow flow) {
        requireL2(method, flow);
        if (!flow.decay().isConstant()) {
            throw new InvalidSpecException(
                    "method.type",
                    "method.type " + method + " needs a weightDecay that does not change; use radaug here.");
        }
    }

    static void requireL2(String method, GradientFlow flow) {
        if (!flow.hasSquaredNorm()) {
            throw new InvalidSpecException(
                    "method.type",
                    "method.type " + method + " integrates the regularizer l2 only, not "
                            + flow.regularizer().name() + "; use " + AutoMethod.NAME + " here.");
        }
    }

    static void requireSmooth(String method, GradientFlow flow) {
        if (!flow.regularizer().isSmooth()) {
            throw new InvalidSpecException(
                    "method.type",
                    "method.type " + method + " cannot follow the kinks of the regularizer "
                            + flow.regularizer().name() + "; use " + AutoMethod.NAME + " here.");
        }
    }

    private static MethodType.Parts radaug(ParameterValues numbers, Problem problem) {
        LeastSquaresObjective objective = smoothSquares("radaug", problem.flow());
        requireFactorable(objective);
        Stepper<?> stepper = new RadauMultiplierStepper(
                objective,
                new DecayForce(problem.flow()),
                numbers.real("relativeTolerance"),
                numbers.real("absoluteTolerance"));
        return new MethodType.Parts(stepper, new PredictiveController());
    }

    private static MethodType.Parts radaugKrylov(ParameterValues numbers, Problem problem) {
        Stepper<?> stepper = RadauMultiplierStepper.withoutMatrices(
                smoothSquares("radaug-krylov", problem.flow()),
                new DecayForce(problem.flow()),
                numbers.real("relativeTolerance"),
                numbers.real("absoluteTolerance"));
        return new MethodType.Parts(stepper, new PredictiveController());
    }

    private static LeastSquaresObjective smoothSquares(String method, GradientFlow flow) {
        if (!(flow.objective() instanceof LeastSquaresObjective objective)) {
            throw new InvalidSpecException(
                    "method.type",
                    "method.type " + method + " integrates least-squares objectives only; use dormand-prince here.");
        }
        if (objective instanceof TwoLayerRelu) {
            throw new InvalidSpecException(
                    "method.type",
                    "method.type " + method + " cannot follow the kinks of two-layer-relu; use radaug-events, or"
                            + " objective.type two-layer-smoothed-relu.");
        }
        requireSecondDerivative(method, flow);
        return objective;
    }

    private static void requireSecondDerivative(String method, GradientFlow flow) {
        requireSmooth(method, flow);
        if (!flow.regularizer().hasSecondDerivative()) {
            throw new InvalidSpecException(
                    "method.type",
                    "method.type " + method + " needs the second derivative of the regularizer, which "
                            + flow.regularizer().name() + " does not tell; use dormand-prince here.");
        }
    }

    /** Refuses matrices that no heap holds. */
    private static void requireFactorable(LeastSquaresObjective objective) {
        if (objective instanceof SparseGram sparse && objective.samples() > SparseGram.MAX_SAMPLES_FOR_DENSE) {
            if (sparse.gramEntries() > SparseGram.MAX_ENTRIES) {
                throw new InvalidSpecException(
                        "method.type",
                        "method.type radaug would need a matrix of " + readable(sparse.gramEntries())
                                + " entries for these " + objective.samples() + " samples, more than "
                                + readable(SparseGram.MAX_ENTRIES) + "; use radaug-krylov, which needs none.");
            }
        } else if (Math.min(objective.samples(), objective.dimension()) > LARGEST_FACTORED) {
            throw new InvalidSpecException(
                    "method.type",
                    "method.type radaug would factor matrices of "
                            + Math.min(objective.samples(), objective.dimension())
                            + " rows for this objective, more than " + LARGEST_FACTORED
                            + "; use radaug-krylov, which needs none.");
        }
    }

    private static MethodType.Parts radaugEvents(ParameterValues numbers, Problem problem) {
        GradientFlow flow = problem.flow();
        if (flow.regularizer().absoluteWeight() > 0) {
            return radaugSigns(numbers, flow);
        }
        if (!(flow.objective() instanceof TwoLayerRelu objective)) {
            throw new InvalidSpecException(
                    "method.type",
                    "method.type radaug-events is for two-layer-relu, or for a regularizer with l1; use radaug here.");
        }
        requireL2("radaug-events", flow);
        if (!flow.decay().isPiecewiseConstant()) {
            throw new InvalidSpecException(
                    "method.type",
                    "method.type radaug-events takes a weightDecay that changes by jumps only; use curve: step, or"
                            + " dormand-prince.");
        }
        Stepper<?> stepper = new RadauEventStepper(
                objective, flow.weightDecay(), numbers.real("relativeTolerance"), numbers.real("absoluteTolerance"));
        return new MethodType.Parts(stepper, new PredictiveController());
    }

    private static MethodType.Parts radaugSigns(ParameterValues numbers, GradientFlow flow) {
        if (!(flow.objective() instanceof LeastSquaresObjective objective) || objective instanceof TwoLayerRelu) {
            throw new InvalidSpecException(
                    "method.type",
                    "method.type radaug-events follows the regularizer "
                            + flow.regularizer().name()
                            + " for smooth sums of squares only; use proximal-gradient here.");
        }
        if (!flow.regularizer().hasSecondDerivative()) {
            throw new InvalidSpecException(
                    "method.type",
                    "method.type radaug-events needs the second derivative of the smooth part of the regularizer, which "
                            + flow.regularizer().name() + " does not tell; use l1 or elastic-net.");
        }
        requireFactorable(objective);
        Stepper<?> stepper =
                new RadauSignStepper(flow, numbers.real("relativeTolerance"), numbers.real("absoluteTolerance"));
        return new MethodType.Parts(stepper, new PredictiveController());
    }

    private static MethodType.Parts dormandPrince(ParameterValues numbers, Problem problem) {
        requireSmooth("dormand-prince", problem.flow());
        Stepper<?> stepper =
                new DormandPrince(problem.flow(), numbers.real("relativeTolerance"), numbers.real("absoluteTolerance"));
        return new MethodType.Parts(stepper, new ProportionalIntegralController(stepper.order()));
    }

    private static MethodType.Parts rungeKuttaChebyshev(ParameterValues numbers, Problem problem) {
        requireSmooth("rkc", problem.flow());
        if (!RungeKuttaChebyshev.canBound(problem.flow().objective())) {
            throw new InvalidSpecException(
                    "method.type",
                    "method.type rkc needs to know the curvature, which this objective cannot tell; use dormand-prince"
                            + " here.");
        }
        Stepper<?> stepper = new RungeKuttaChebyshev(
                problem.flow(), numbers.real("relativeTolerance"), numbers.real("absoluteTolerance"));
        return new MethodType.Parts(stepper, new ProportionalIntegralController(stepper.order() + 1));
    }

    private static MethodType.Parts rodas(ParameterValues numbers, Problem problem) {
        int dimension = problem.flow().objective().dimension();
        if (problem.flow().objective() instanceof LeastSquaresObjective) {
            throw new InvalidSpecException(
                    "method.type",
                    "method.type rodas is for losses that are no sums of squares; use " + AutoMethod.NAME + " here.");
        }
        requireSecondDerivative("rodas", problem.flow());
        if (!problem.flow().decay().isPiecewiseConstant()) {
            throw new InvalidSpecException(
                    "method.type",
                    "method.type rodas takes a weightDecay that changes by jumps only; use curve: step, or rkc.");
        }
        if (!problem.flow().objective().hasHessianProduct()) {
            throw new InvalidSpecException(
                    "method.type",
                    "method.type rodas needs the Hessian, which this objective cannot tell; use dormand-prince here.");
        }
        if (dimension > LARGEST_HESSIAN) {
            throw new InvalidSpecException(
                    "method.type",
                    "method.type rodas would factor matrices of " + dimension + " rows for this objective, more than "
                            + LARGEST_HESSIAN + "; use rkc, which needs none.");
        }
        Stepper<?> stepper =
                new Rodas(problem.flow(), numbers.real("relativeTolerance"), numbers.real("absoluteTolerance"));
        return new MethodType.Parts(stepper, new ProportionalIntegralController(stepper.order()));
    }

    private static MethodType.Parts gradientDescent(ParameterValues numbers, Problem problem) {
        requireSmooth("gradient-descent", problem.flow());
        double stepSize = stepSize(numbers, problem);
        double momentum = numbers.real("momentum");
        Stepper<?> stepper = momentum == 0
                ? new GradientDescent(problem.flow(), stepSize)
                : new HeavyBall(problem.flow(), stepSize, momentum);
        return new MethodType.Parts(stepper, new FixedStepController(stepSize == 0));
    }

    private static MethodType.Parts proximalGradient(ParameterValues numbers, Problem problem) {
        GradientFlow flow = problem.flow();
        if (!flow.regularizer().hasProximal()) {
            throw new InvalidSpecException(
                    "method.type",
                    "method.type proximal-gradient needs the proximal map of the regularizer, which "
                            + flow.regularizer().name() + " does not have; use " + AutoMethod.NAME + " here.");
        }
        double stepSize = stepSize(numbers, problem);
        return new MethodType.Parts(new ProximalGradient(flow, stepSize), new FixedStepController(stepSize == 0));
    }

    private static MethodType.Parts rungeKutta4(ParameterValues numbers, Problem problem) {
        requireSmooth("runge-kutta-4", problem.flow());
        double stepSize = stepSize(numbers, problem);
        return new MethodType.Parts(new RungeKutta4(problem.flow(), stepSize), new FixedStepController(stepSize == 0));
    }

    /** The step size of a fixed-step method, 0 where it may be automatic. */
    private static double stepSize(ParameterValues numbers, Problem problem) {
        double stepSize = numbers.real("stepSize");
        if (stepSize == 0 && !GradientDescent.canChooseStepSize(problem.flow().objective())) {
            throw new InvalidSpecException(
                    "method.stepSize",
                    "method.stepSize is 0 (automatic), but this objective cannot tell its curvature; give a number"
                            + " above 0.");
        }
        return stepSize;
    }
}
