package io.driftlog.events;

import java.util.List;

/**
 * What a run is a pure function of: {@code dw/dt = -grad F(w) - lambda grad R(w)}, its start, its
 * method and its end.
 *
 * @param objective the training loss F
 * @param initial the initial weights
 * @param weightDecay lambda, at least 0, in units of inverse flow time; with a schedule of it, its value at the start
 * @param regularizers R as a sum of terms; at least one
 * @param method how the flow is integrated
 * @param until when the run is complete
 * @param seed seed of all randomness of the run: generated data and initial weights
 * @param schedules quantities that change while the run goes on; empty when none does
 * @param plugins code from outside that objective and regularizers need; without influence on the trajectory
 */
public record RunSpec(
        ObjectiveSpec objective,
        InitialSpec initial,
        double weightDecay,
        List<RegularizerTerm> regularizers,
        MethodSpec method,
        StopRule until,
        long seed,
        List<Schedule> schedules,
        List<Plugin> plugins) {

    /** The key of lambda in a run spec, also in its schedule. */
    public static final String WEIGHT_DECAY = "weightDecay";

    /** The name of an R with several terms. */
    public static final String SUM = "sum";

    public RunSpec {
        regularizers = List.copyOf(regularizers);
        schedules = List.copyOf(schedules);
        plugins = List.copyOf(plugins);
    }

    /** A run with one regulariser, which its name describes, and nothing that changes. */
    public RunSpec(
            ObjectiveSpec objective,
            InitialSpec initial,
            double weightDecay,
            String regularizer,
            MethodSpec method,
            StopRule until,
            long seed) {
        this(
                objective,
                initial,
                weightDecay,
                List.of(RegularizerTerm.plain(regularizer)),
                method,
                until,
                seed,
                List.of(),
                List.of());
    }

    /** lambda as a function of time: that of its schedule, or constant. */
    public DecayCurve decay() {
        return schedules.stream()
                .filter(each -> each.quantity().equals(WEIGHT_DECAY))
                .findFirst()
                .map(DecayCurve::of)
                .orElseGet(() -> DecayCurve.constant(weightDecay));
    }

    /** The flow time at which the run ends at the latest; positive infinity where no time ends it. */
    public double endTime() {
        return until.endTime(decay());
    }

    /** The name of R in one word: that of its only term, or {@code sum}. */
    public String regularizer() {
        return regularizers.size() == 1 ? regularizers.get(0).type() : SUM;
    }

    /** Whether {@code R(w) = 1/2 ||w||^2}: ordinary weight decay. */
    public boolean hasSquaredNorm() {
        return regularizers.equals(List.of(RegularizerTerm.plain(RegularizerTerm.L2)));
    }

    /** The same with another objective. */
    public RunSpec with(ObjectiveSpec other) {
        return new RunSpec(other, initial, weightDecay, regularizers, method, until, seed, schedules, plugins);
    }

    /** The same from another point. */
    public RunSpec with(InitialSpec other) {
        return new RunSpec(objective, other, weightDecay, regularizers, method, until, seed, schedules, plugins);
    }

    /** The same by another method. */
    public RunSpec with(MethodSpec other) {
        return new RunSpec(objective, initial, weightDecay, regularizers, other, until, seed, schedules, plugins);
    }

    /** The same with another end. */
    public RunSpec with(StopRule other) {
        return new RunSpec(objective, initial, weightDecay, regularizers, method, other, seed, schedules, plugins);
    }

    /** The same with another R. */
    public RunSpec withRegularizers(List<RegularizerTerm> others) {
        return new RunSpec(objective, initial, weightDecay, others, method, until, seed, schedules, plugins);
    }

    /** The same with a constant weight decay. */
    public RunSpec withConstant(double otherWeightDecay) {
        List<Schedule> others = schedules.stream()
                .filter(each -> !each.quantity().equals(WEIGHT_DECAY))
                .toList();
        return new RunSpec(objective, initial, otherWeightDecay, regularizers, method, until, seed, others, plugins);
    }

    /** The same with other plug-ins. */
    public RunSpec withPlugins(List<Plugin> others) {
        return new RunSpec(objective, initial, weightDecay, regularizers, method, until, seed, schedules, others);
    }
}
