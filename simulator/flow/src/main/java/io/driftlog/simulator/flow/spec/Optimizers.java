package io.driftlog.simulator.flow.spec;

import io.driftlog.simulator.flow.GradientFlow;
import io.driftlog.simulator.flow.discrete.Adam;
import io.driftlog.simulator.flow.discrete.Batches;
import io.driftlog.simulator.flow.discrete.Optimizer;
import io.driftlog.simulator.flow.discrete.Sgd;
import io.driftlog.simulator.flow.discrete.UpdateRule;
import io.driftlog.simulator.flow.explicit.FixedStepController;
import io.driftlog.simulator.spi.Choice;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.Parameter;
import io.driftlog.simulator.spi.ParameterValues;
import io.driftlog.simulator.spi.SampledObjective;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The optimisers that a run spec can name. */
final class Optimizers {
    private static final String NESTEROV = "nesterov";
    private static final String SAMPLING = "sampling";
    private static final String REPLACEMENT = "replacement";

    private static final List<Parameter> ON_BATCHES = List.of(
            Parameter.real("learningRate", "eta", 1e-3, Double.MIN_VALUE, Double.MAX_VALUE),
            Parameter.count("batchSize", "samples of a batch; 0 for all", 0, 0, Integer.MAX_VALUE),
            Parameter.real(
                    "labelNoise", "delta: each drawn target is shifted by +delta or -delta", 0, 0, Double.MAX_VALUE));
    private static final Parameter MOMENTUM =
            Parameter.real("momentum", "mu; flow time advances by eta / (1 - mu) a step", 0, 0, 0.999999);
    private static final List<Parameter> MOMENTS = List.of(
            Parameter.real("beta1", "decay of the mean of the gradient", 0.9, 0, 0.999999),
            Parameter.real("beta2", "decay of the mean of its square", 0.999, 0, 0.99999999),
            Parameter.real(
                    "epsilon", "added to the root of the mean square", 1e-8, Double.MIN_VALUE, Double.MAX_VALUE));

    private static final List<Choice> HOW_DRAWN = List.of(new Choice(
            SAMPLING,
            "how batches are drawn: all samples in random order in each epoch, or each draw independent of the others",
            "shuffled",
            List.of("shuffled", REPLACEMENT)));
    private static final List<Choice> HOW_DRAWN_AND_NESTEROV =
            with(HOW_DRAWN, new Choice(NESTEROV, "Nesterov's momentum", "false", List.of("false", "true")));

    static final MethodType SGD = type(
            "sgd",
            "stochastic gradient descent as PyTorch's, with momentum; weight decay in the gradient",
            with(ON_BATCHES, MOMENTUM),
            HOW_DRAWN_AND_NESTEROV,
            Optimizers::sgd);

    static final MethodType ADAM = type(
            "adam",
            "Adam as PyTorch's; weight decay in the gradient",
            with(ON_BATCHES, MOMENTS.toArray(Parameter[]::new)),
            HOW_DRAWN,
            (numbers, words) -> adam(numbers, false));

    static final MethodType ADAMW = type(
            "adamw",
            "AdamW as PyTorch's: Adam, and weight decay on the weights themselves",
            with(ON_BATCHES, MOMENTS.toArray(Parameter[]::new)),
            HOW_DRAWN,
            (numbers, words) -> adam(numbers, true));

    static final MethodType SAM = type(
            "sam",
            "sharpness-aware minimisation on stochastic gradient descent: the gradient uphill of the weights",
            with(ON_BATCHES, MOMENTUM, Parameter.real("rho", "how far uphill", 0.05, 0, Double.MAX_VALUE)),
            HOW_DRAWN_AND_NESTEROV,
            Optimizers::sgd);

    private Optimizers() {}

    /** Makes the update. */
    @FunctionalInterface
    private interface Rule {
        UpdateRule of(ParameterValues numbers, Map<String, String> words);
    }

    @SafeVarargs
    private static <T> List<T> with(List<T> some, T... more) {
        List<T> all = new ArrayList<>(some);
        all.addAll(List.of(more));
        return List.copyOf(all);
    }

    private static MethodType type(
            String name, String description, List<Parameter> numbers, List<Choice> choices, Rule rule) {
        return MethodType.of(
                name,
                description,
                numbers,
                choices,
                1,
                (values, words, problem) -> create(name, values, words, problem, rule.of(values, words)));
    }

    private static UpdateRule sgd(ParameterValues numbers, Map<String, String> words) {
        boolean nesterov = words.containsKey(NESTEROV);
        double momentum = numbers.real("momentum");
        if (nesterov && momentum == 0) {
            throw new InvalidSpecException(
                    "method.nesterov", "method.nesterov needs a momentum: give method.momentum, such as 0.9.");
        }
        return new Sgd(momentum, nesterov);
    }

    private static UpdateRule adam(ParameterValues numbers, boolean decoupled) {
        return new Adam(numbers.real("beta1"), numbers.real("beta2"), numbers.real("epsilon"), decoupled);
    }

    private static MethodType.Parts create(
            String name, ParameterValues numbers, Map<String, String> words, Problem problem, UpdateRule rule) {
        GradientFlow flow = problem.flow();
        if (!(flow.objective() instanceof SampledObjective objective)) {
            throw new InvalidSpecException(
                    "method.type",
                    "method.type " + name + " draws batches of samples, and this objective has none; use"
                            + " gradient-descent here.");
        }
        if (rule.isDecoupled()) {
            Methods.requireL2(name, flow);
        } else {
            Methods.requireSmooth(name, flow);
        }
        int samples = objective.trainingSamples();
        int size = numbers.count("batchSize");
        if (size > samples) {
            throw new InvalidSpecException(
                    "method.batchSize",
                    "method.batchSize is " + size + " but there are " + samples
                            + " training samples; give at most as many, or 0 for all.");
        }
        double labelNoise = numbers.real("labelNoise");
        if (labelNoise > 0 && !objective.hasTargetShifts()) {
            throw new InvalidSpecException(
                    "method.labelNoise",
                    "method.labelNoise shifts targets that are numbers, and this objective has classes; leave it out.");
        }
        var batches = new Batches(
                problem.seed(), samples, size == 0 ? samples : size, words.containsKey(SAMPLING), labelNoise);
        double radius = name.equals("sam") ? numbers.real("rho") : 0;
        return new MethodType.Parts(
                new Optimizer(flow, objective, rule, batches, numbers.real("learningRate"), radius),
                new FixedStepController(false));
    }
}
