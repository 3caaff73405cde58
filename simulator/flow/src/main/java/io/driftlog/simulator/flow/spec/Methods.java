package io.driftlog.simulator.flow.spec;

import io.driftlog.events.MethodSpec;
import io.driftlog.simulator.flow.GradientFlow;
import io.driftlog.simulator.flow.LeastSquaresObjective;
import io.driftlog.simulator.flow.Stepper;
import io.driftlog.simulator.flow.explicit.DormandPrince;
import io.driftlog.simulator.flow.explicit.FixedStepController;
import io.driftlog.simulator.flow.explicit.GradientDescent;
import io.driftlog.simulator.flow.explicit.ProportionalIntegralController;
import io.driftlog.simulator.flow.radau.PredictiveController;
import io.driftlog.simulator.flow.radau.RadauMultiplierStepper;
import java.util.List;
import java.util.stream.Collectors;

/** Every integration method that a run spec can name. */
public final class Methods {
    private static final List<Parameter> TOLERANCES = List.of(
            Parameter.real("relativeTolerance", "local error relative to each weight", 1e-6, 1e-13, 0.1),
            Parameter.real(
                    "absoluteTolerance", "local error of each weight", 1e-9, Double.MIN_VALUE, Double.MAX_VALUE));

    private static final List<MethodType> TYPES = List.of(
            MethodType.of(
                    "radaug",
                    "Radau IIA of order 5 with the residual multiplier: stiff, any weight decay; the default",
                    TOLERANCES,
                    16,
                    Methods::radaug),
            MethodType.of(
                    "dormand-prince",
                    "explicit Runge-Kutta 5(4): accurate, not for small weight decay",
                    TOLERANCES,
                    1,
                    Methods::dormandPrince),
            MethodType.of(
                    "gradient-descent",
                    "gradient descent with weight decay: explicit Euler, every iteration a step",
                    List.of(Parameter.real(
                            "stepSize",
                            "learning rate; 0 for 1/L at the initial weights, halved where that is unstable",
                            0,
                            0,
                            Double.MAX_VALUE)),
                    1,
                    Methods::gradientDescent));

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

    /** The method for one run; see {@link MethodType#create}. */
    public static Method create(MethodSpec spec, GradientFlow flow) {
        return named(spec.type()).create(spec, flow);
    }

    private static MethodType.Parts radaug(ParameterValues numbers, GradientFlow flow) {
        if (!(flow.objective() instanceof LeastSquaresObjective objective)) {
            throw new InvalidSpecException(
                    "method.type",
                    "method.type radaug integrates least-squares objectives only; use dormand-prince here.");
        }
        if (!flow.regularizer().name().equals("l2")) {
            throw new InvalidSpecException(
                    "method.type",
                    "method.type radaug integrates the regularizer l2 only, not "
                            + flow.regularizer().name() + "; use dormand-prince here.");
        }
        Stepper<?> stepper = new RadauMultiplierStepper(
                objective, flow.weightDecay(), numbers.real("relativeTolerance"), numbers.real("absoluteTolerance"));
        return new MethodType.Parts(stepper, new PredictiveController());
    }

    private static MethodType.Parts dormandPrince(ParameterValues numbers, GradientFlow flow) {
        Stepper<?> stepper =
                new DormandPrince(flow, numbers.real("relativeTolerance"), numbers.real("absoluteTolerance"));
        return new MethodType.Parts(stepper, new ProportionalIntegralController(stepper.order()));
    }

    private static MethodType.Parts gradientDescent(ParameterValues numbers, GradientFlow flow) {
        double stepSize = numbers.real("stepSize");
        boolean automatic = stepSize == 0;
        if (automatic && !GradientDescent.canChooseStepSize(flow.objective())) {
            throw new InvalidSpecException(
                    "method.stepSize",
                    "method.stepSize is 0 (automatic), but this objective cannot tell its curvature; give a number"
                            + " above 0.");
        }
        return new MethodType.Parts(new GradientDescent(flow, stepSize), new FixedStepController(automatic));
    }
}
