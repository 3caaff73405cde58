package io.driftlog.simulator.flow.spec;

import static io.driftlog.events.NumberText.exact;

import io.driftlog.events.DecayCurve;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StopRule;
import io.driftlog.simulator.flow.GradientFlow;
import io.driftlog.simulator.flow.formula.Formulas;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.Objective;
import io.driftlog.simulator.spi.Regularizer;
import io.driftlog.simulator.spi.SplitMix64;
import java.util.OptionalDouble;

/** Checks run specs and builds what they describe. */
public final class Problems {
    private Problems() {}

    /**
     * The spec with every default of its objective filled in, the concrete method for its problem, and the plug-ins that
     * its types come from.
     *
     * @param problem what {@link #open} made of this spec
     * @throws InvalidSpecException for values that cannot be run
     */
    public static RunSpec complete(RunSpec spec, Problem problem) {
        return spec.withPlugins(Extensions.of(spec))
                .with(Objectives.complete(spec.objective()))
                .with(Methods.choose(spec.method(), problem).method())
                .withRegularizers(Regularizers.complete(spec.regularizers()));
    }

    /**
     * Checks a whole spec and builds its problem. Data and initial weights come from independent streams of the seed.
     *
     * @throws InvalidSpecException for values that cannot be run
     */
    public static Problem open(RunSpec spec) {
        return open(spec, 0);
    }

    /**
     * The same for a spec whose initial weights belong to another time than 0.
     *
     * @param startTime flow time t at which the run begins
     */
    public static Problem open(RunSpec spec, double startTime) {
        Extensions.require(spec);
        checkWeightDecay(spec.weightDecay());
        spec.schedules().forEach(Schedules::check);
        Regularizers.complete(spec.regularizers());
        checkUntil(spec.until(), spec.decay());
        Methods.complete(spec.method());
        Objective objective = Objectives.create(spec.objective(), spec.seed());
        Regularizer regularizer = Regularizers.create(spec.regularizers(), objective);
        double[] weights = initialWeights(spec.initial(), objective.dimension(), spec.seed());
        checkStart(spec.initial(), objective, weights);
        return new Problem(new GradientFlow(objective, regularizer, spec.decay()), weights, startTime, spec.seed());
    }

    private static void checkWeightDecay(double weightDecay) {
        if (!(weightDecay >= 0) || Double.isInfinite(weightDecay)) {
            throw new InvalidSpecException(
                    "weightDecay",
                    "weightDecay is " + exact(weightDecay) + "; give a finite number of at least 0, such as 0.0001.");
        }
    }

    private static void checkUntil(StopRule until, DecayCurve decay) {
        double weightDecay = decay.largest();
        if (until.time().isEmpty()
                && until.slowTime().isEmpty()
                && until.gradientNorm().isEmpty()
                && until.speed().isEmpty()
                && until.steps().isEmpty()) {
            throw new InvalidSpecException(
                    "until", "until is empty; say when the run is complete, such as " + suggestion(weightDecay) + ".");
        }
        checkPositive("until.time", until.time());
        checkPositive("until.slowTime", until.slowTime());
        checkPositive("until.gradientNorm", until.gradientNorm());
        checkPositive("until.speed", until.speed());
        if (until.steps().isPresent() && until.steps().getAsLong() < 1) {
            throw new InvalidSpecException(
                    "until.steps",
                    "until.steps is " + until.steps().getAsLong() + "; give a whole number of at least 1.");
        }
        if (until.slowTime().isPresent()) {
            checkSlowTime(until.slowTime().getAsDouble(), decay);
        }
        if (until.gradientNorm().isPresent()
                && until.time().isEmpty()
                && until.slowTime().isEmpty()
                && until.speed().isEmpty()
                && until.steps().isEmpty()
                && weightDecay > 0) {
            throw new InvalidSpecException(
                    "until.gradientNorm",
                    "until.gradientNorm stands alone with weightDecay " + exact(weightDecay)
                            + ", which keeps the gradient norm near weightDecay * ||w||, so that the run might never"
                            + " end; give until.slowTime or until.speed too, such as slowTime 10.");
        }
    }

    private static void checkPositive(String key, OptionalDouble value) {
        if (value.isPresent() && !(value.getAsDouble() > 0 && Double.isFinite(value.getAsDouble()))) {
            throw new InvalidSpecException(
                    key, key + " is " + exact(value.getAsDouble()) + "; give a finite number above 0.");
        }
    }

    private static void checkSlowTime(double slowTime, DecayCurve decay) {
        double weightDecay = decay.largest();
        if (weightDecay == 0) {
            throw new InvalidSpecException(
                    "until.slowTime",
                    "until.slowTime is " + exact(slowTime)
                            + " but weightDecay is 0, so slow time stands still; use until: {gradientNorm: 1e-12} or"
                            + " until: {time: 1000} instead.");
        }
        double time = decay.timeAt(slowTime);
        if (time == Double.POSITIVE_INFINITY && !decay.isConstant()) {
            throw new InvalidSpecException(
                    "until.slowTime",
                    "until.slowTime is " + exact(slowTime)
                            + " but the schedule of weightDecay ends at 0 after slow time "
                            + exact(decay.slowTime(Double.MAX_VALUE)) + "; give less, or until.time.");
        }
        if (!(time > 0 && Double.isFinite(time))) {
            throw new InvalidSpecException(
                    "until.slowTime",
                    "until.slowTime is " + exact(slowTime) + ", which with weightDecay " + exact(weightDecay)
                            + " is the flow time " + exact(time) + "; choose them closer to 1.");
        }
    }

    private static String suggestion(double weightDecay) {
        return weightDecay > 0 ? "until: {slowTime: 10}" : "until: {gradientNorm: 1e-12}";
    }

    private static double[] initialWeights(InitialSpec initial, int dimension, long seed) {
        if (initial instanceof InitialSpec.Given given) {
            return checkedWeights(given.values(), dimension);
        }
        double variance = ((InitialSpec.Gaussian) initial).variance();
        if (!(variance >= 0) || Double.isInfinite(variance)) {
            throw new InvalidSpecException(
                    "initial.gaussian.variance",
                    "initial.gaussian.variance is " + exact(variance)
                            + "; give a finite number of at least 0, such as 0.1.");
        }
        double[] weights = new double[dimension];
        new SplitMix64(seed).split("initial").gaussian(Math.sqrt(variance), weights);
        return weights;
    }

    private static double[] checkedWeights(double[] values, int dimension) {
        if (values.length != dimension) {
            throw new InvalidSpecException(
                    "initial.values",
                    "initial.values holds " + values.length + " numbers but the objective has " + dimension
                            + " weights; give one number per weight.");
        }
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new InvalidSpecException(
                        "initial.values",
                        "initial.values holds " + exact(values[i]) + " in place " + (i + 1)
                                + "; give finite numbers only.");
            }
        }
        return values;
    }

    private static void checkStart(InitialSpec initial, Objective objective, double[] weights) {
        double[] gradient = new double[weights.length];
        objective.gradient(weights, gradient);
        double loss = objective.value(weights);
        double norm = 0;
        for (double entry : gradient) {
            norm = Math.max(norm, Math.abs(entry));
        }
        if (!Double.isFinite(loss) && objective instanceof Formulas.Explained formula) {
            formula.notFinite(weights).ifPresent(why -> {
                throw new InvalidSpecException(
                        "initial",
                        "initial gives weights at which the formula has no value: " + why + "; start elsewhere.");
            });
        }
        if (!Double.isFinite(loss) || !(norm < 1e150)) {
            String key = initial instanceof InitialSpec.Given ? "initial.values" : "initial.gaussian.variance";
            throw new InvalidSpecException(
                    key,
                    key + " gives weights with training loss " + exact(loss) + " and largest gradient entry "
                            + exact(norm) + ", too large to compute with; choose smaller weights or data.");
        }
    }
}
