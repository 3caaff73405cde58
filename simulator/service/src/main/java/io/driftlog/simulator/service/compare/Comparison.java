package io.driftlog.simulator.service.compare;

import io.driftlog.events.Finding;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.http.ComparisonView;
import io.driftlog.http.ComparisonView.Compared;
import io.driftlog.http.ComparisonView.Distance;
import io.driftlog.http.ComparisonView.Exponent;
import io.driftlog.http.ComparisonView.Parting;
import io.driftlog.http.ComparisonView.Power;
import io.driftlog.http.ComparisonView.Quantity;
import io.driftlog.http.ComparisonView.SpecDifference;
import io.driftlog.http.ComparisonView.Value;
import io.driftlog.http.ComparisonView.Verdict;
import io.driftlog.http.Numbers;
import io.driftlog.http.Words;
import io.driftlog.log.RunAnnotated;
import io.driftlog.simulator.flow.theory.PathDistance;
import io.driftlog.simulator.flow.theory.PowerLaw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Compares recorded runs with the first of them. */
public final class Comparison {
    /** Most runs: one letter each. */
    public static final int MOST_RUNS = 26;

    /** Equal flow time. */
    public static final String TIME = "time";

    /** Equal slow time. */
    public static final String SLOW_TIME = "slow-time";

    private static final int GRID = 200;
    private static final int FEWEST_FITTED = 3;

    private final List<RecordedRun> runs;
    private final List<PhaseTimes> phases;
    private final List<SpecDifference> differences;
    private final Set<String> differing = new LinkedHashSet<>();
    private final List<Boolean> sameObjective;
    private final List<String> notes = new ArrayList<>();

    private Comparison(List<RecordedRun> runs) {
        this.runs = runs;
        this.phases = runs.stream().map(run -> new PhaseTimes(run.findings())).toList();
        this.sameObjective = runs.stream()
                .map(run -> objective(run).equals(objective(runs.get(0))))
                .toList();
        this.differences = differences();
        differences.forEach(each -> differing.add(each.key()));
    }

    /**
     * Compares runs.
     *
     * @param runs at least two, at most {@link #MOST_RUNS}
     * @param at {@link #TIME} or {@link #SLOW_TIME}; null for slow time where the weight decays differ
     */
    public static ComparisonView of(List<RecordedRun> runs, @Nullable String at) {
        return new Comparison(runs).view(at);
    }

    /** A, B, C … */
    public static String label(int index) {
        return String.valueOf((char) ('A' + index));
    }

    private static String objective(RecordedRun run) {
        return run.run().spec().objective().type();
    }

    private static double weightDecay(RecordedRun run) {
        return run.run().spec().weightDecay();
    }

    private ComparisonView view(@Nullable String at) {
        String chosen = at != null
                ? at
                : differing.contains("weightDecay") && runs.stream().allMatch(run -> weightDecay(run) > 0)
                        ? SLOW_TIME
                        : TIME;
        List<Quantity> times = times();
        List<Quantity> ends = ends();
        List<Distance> distances = new ArrayList<>();
        List<Parting> partings = new ArrayList<>();
        for (int i = 1; i < runs.size(); i++) {
            distances.add(distance(i, chosen.equals(SLOW_TIME)));
            runs.get(0).marks().parting(runs.get(i).marks(), label(i)).ifPresent(partings::add);
        }
        List<@Nullable Verdict> verdicts = new ArrayList<>();
        phases.forEach(each -> verdicts.add(each.verdict().orElse(null)));
        Power power = power(times, ends).orElse(null);
        note();
        return new ComparisonView(
                compared(), differences, times, ends, verdicts, chosen, distances, partings, power, notes);
    }

    private List<Compared> compared() {
        List<Compared> compared = new ArrayList<>();
        for (RecordedRun each : runs) {
            RunStarted run = each.run();
            compared.add(new Compared(
                    label(compared.size()),
                    each.source(),
                    run.runId(),
                    run.name(),
                    each.end().map(end -> Words.of(end.outcome())).orElse("unfinished"),
                    objective(each),
                    Numbers.orNull(weightDecay(each)),
                    run.dimension(),
                    run.samples(),
                    RunAnnotated.tagsOf(run.tags(), each.annotations())));
        }
        return compared;
    }

    private List<SpecDifference> differences() {
        List<Map<String, String>> specs =
                runs.stream().map(run -> SpecKeys.of(run.run())).toList();
        Set<String> keys = new LinkedHashSet<>();
        specs.forEach(spec -> keys.addAll(spec.keySet()));
        List<SpecDifference> found = new ArrayList<>();
        for (String key : keys) {
            List<@Nullable String> values = new ArrayList<>();
            specs.forEach(spec -> values.add(spec.get(key)));
            if (new HashSet<>(values).size() > 1) {
                found.add(new SpecDifference(key, values));
            }
        }
        return found;
    }

    private List<Quantity> times() {
        Map<String, @Nullable Value[]> rows = new LinkedHashMap<>();
        for (int i = 0; i < runs.size(); i++) {
            int index = i;
            phases.get(i).byName().forEach((name, finding) -> {
                var time = finding.time().orElseThrow();
                if (Double.isFinite(time.estimate())) {
                    rows.computeIfAbsent(name, key -> new Value[runs.size()])[index] = new Value(
                            time.estimate(),
                            Numbers.orNull(time.lower()),
                            Numbers.orNull(time.upper()),
                            null,
                            finding.stage() == Finding.Stage.PROVISIONAL);
                }
            });
        }
        List<Quantity> times = new ArrayList<>();
        rows.forEach((name, values) -> times.add(quantity(name, values)));
        return times;
    }

    private List<Quantity> ends() {
        return List.of(
                end("time", StepTaken::time),
                end("trainLoss", StepTaken::trainLoss),
                end("testLoss", StepTaken::testLoss),
                end("weightNormSquared", StepTaken::weightNormSquared));
    }

    private Quantity end(String name, ToDoubleFunction<StepTaken> of) {
        var values = new Value[runs.size()];
        for (int i = 0; i < values.length; i++) {
            boolean provisional = runs.get(i).end().isEmpty();
            values[i] = runs.get(i)
                    .last()
                    .map(of::applyAsDouble)
                    .filter(Double::isFinite)
                    .map(value -> new Value(value, null, null, null, provisional))
                    .orElse(null);
        }
        return quantity(name, values);
    }

    /** Adds the ratios to the first run, where the objective is the same. */
    private Quantity quantity(String name, @Nullable Value[] values) {
        @Nullable Value first = values[0];
        List<@Nullable Value> with = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            Value value = values[i];
            boolean comparable = i > 0 && first != null && first.value() != 0 && sameObjective.get(i);
            with.add(
                    value == null || !comparable || first == null
                            ? value
                            : new Value(
                                    value.value(),
                                    value.lower(),
                                    value.upper(),
                                    value.value() / first.value(),
                                    value.provisional()));
        }
        return new Quantity(name, with);
    }

    private Distance distance(int index, boolean slow) {
        RecordedRun a = runs.get(0);
        RecordedRun b = runs.get(index);
        String reason = whyNoDistance(index, slow);
        Optional<PathDistance> measured = reason != null
                ? Optional.empty()
                : PathDistance.between(a.path(), slow ? weightDecay(a) : 1, b.path(), slow ? weightDecay(b) : 1, GRID);
        if (measured.isEmpty()) {
            return new Distance(
                    label(index),
                    reason != null ? reason : "the two have no " + (slow ? "slow time" : "time") + " in common",
                    null,
                    null,
                    0,
                    null,
                    null,
                    null,
                    null);
        }
        PathDistance distance = measured.get();
        return new Distance(
                label(index),
                null,
                distance.from(),
                distance.to(),
                distance.points(),
                distance.widestGap(),
                Numbers.orNull(distance.max()),
                distance.maxAt(),
                Numbers.orNull(distance.last()));
    }

    private @Nullable String whyNoDistance(int index, boolean slow) {
        RecordedRun a = runs.get(0);
        RecordedRun b = runs.get(index);
        if (!sameObjective.get(index)) {
            return "the objectives are not the same";
        }
        if (a.path().isEmpty() || b.path().isEmpty()) {
            return label(a.path().isEmpty() ? 0 : index) + " has no step with its weights";
        }
        if (a.path().dimension() != b.path().dimension()) {
            return "A has " + a.path().dimension() + " weights and " + label(index) + " has "
                    + b.path().dimension();
        }
        return slow && !(weightDecay(a) > 0 && weightDecay(b) > 0)
                ? label(weightDecay(a) > 0 ? index : 0) + " has no weight decay, and so no slow time"
                : null;
    }

    /** Fits powers if the trajectories differ in one number alone. */
    private Optional<Power> power(List<Quantity> times, List<Quantity> ends) {
        List<SpecDifference> trajectory = differences.stream()
                .filter(each -> !each.key().startsWith("until.") && !each.key().startsWith("emit."))
                .toList();
        if (trajectory.size() != 1 || trajectory.get(0).key().equals("seed") || runs.size() < FEWEST_FITTED) {
            return Optional.empty();
        }
        String key = trajectory.get(0).key();
        double[] x = trajectory.get(0).values().stream()
                .mapToDouble(Comparison::number)
                .toArray();
        if (Arrays.stream(x).anyMatch(each -> !(each > 0))) {
            return Optional.empty();
        }
        List<Quantity> fitted = new ArrayList<>(times);
        boolean sameEnd = differing.stream().noneMatch(each -> each.startsWith("until."));
        ends.stream().filter(each -> sameEnd && !each.name().equals("time")).forEach(fitted::add);
        List<Exponent> exponents = new ArrayList<>();
        for (Quantity each : fitted) {
            double[] y = each.values().stream()
                    .mapToDouble(value -> value == null || value.provisional() ? Double.NaN : value.value())
                    .toArray();
            PowerLaw.fit(x, y)
                    .filter(law -> law.points() >= FEWEST_FITTED)
                    .ifPresent(law -> exponents.add(
                            new Exponent(each.name(), law.exponent(), law.low(), law.high(), law.points())));
        }
        if (!sameEnd) {
            notes.add("The runs do not end at the same condition, so no power is fitted to their last steps.");
        }
        return exponents.isEmpty() ? Optional.empty() : Optional.of(new Power(key, exponents));
    }

    private static double number(@Nullable String word) {
        try {
            return word == null ? Double.NaN : Double.parseDouble(word);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private void note() {
        for (int i = 1; i < runs.size(); i++) {
            if (!sameObjective.get(i)) {
                notes.add("A has the objective " + objective(runs.get(0)) + " and " + label(i) + " has "
                        + objective(runs.get(i)) + ": their losses, times and weights are not compared.");
            }
        }
        boolean otherData = differing.stream()
                .anyMatch(key -> (key.startsWith("objective.") && !key.equals("objective.type")) || key.equals("seed"));
        if (otherData && !sameObjective.contains(false)) {
            notes.add("The runs fit other data, or begin at other weights: distances are those of weights that are not"
                    + " meant to agree.");
        }
        for (int i = 0; i < runs.size(); i++) {
            RecordedRun run = runs.get(i);
            int index = i;
            if (run.findings().isEmpty()) {
                notes.add("There are no findings about " + label(i) + "; `driftlog replay` analyzes it.");
            }
            run.damage().ifPresent(sentence -> notes.add(label(index) + ": " + sentence));
        }
    }
}
