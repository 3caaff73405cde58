package io.driftlog.analyzer.detectors.slow;

import io.driftlog.analyzer.detectors.FindingNumbers;
import io.driftlog.analyzer.detectors.Undetermined;
import io.driftlog.analyzer.detectors.phase.Crossings;
import io.driftlog.analyzer.detectors.slow.SlowPhaseAnalyzer.Definition;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.BracketedTime;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.FindingKinds;
import io.driftlog.events.NumberText;
import io.driftlog.events.RunSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The slow phase of a run, in findings.
 *
 * @param definition what counts as the slow phase
 * @param weightDecay lambda; NaN when unknown
 * @param rate what that lambda does per unit of time
 * @param secants the decay shown so far
 * @param spec of the run
 */
public record SlowPhase(Definition definition, double weightDecay, DecayRate rate, Secants secants, RunSpec spec) {
    public static final String ONSET = FindingKinds.SLOW_PHASE_ONSET;
    static final String END = FindingKinds.SLOW_PHASE_END;
    static final String NONE = FindingKinds.NO_SLOW_PHASE;

    /** If a run continues for this factor in time after the span, the sentence says why nothing more is known. */
    private static final double NOTABLE = 1.5;

    /** An unknown decay must have acted up to this slow time. */
    private static final double PLATEAU_SLOW_TIME = 0.5;

    /** The slow phase that contains the last secant, if it is long enough. */
    Optional<Finding> live(Stage stage) {
        Optional<SlowSpan> span = isKnown()
                ? SlowSpan.last(secants, expected(), definition.factor())
                : plateau().filter(plateau -> plateau.to() == secants.size() - 1);
        return span.filter(this::isLongEnough).map(found -> onset(found, stage));
    }

    /** Onset and end of the longest slow phase, or why there is none. */
    List<Finding> atEnd() {
        Optional<SlowSpan> longest = isKnown() ? SlowSpan.near(secants, expected(), definition.factor()) : plateau();
        if (longest.isEmpty() || !isLongEnough(longest.get())) {
            return List.of(none(longest));
        }
        SlowSpan span = longest.get();
        List<Finding> findings = new ArrayList<>();
        findings.add(onset(span, Stage.FINAL));
        if (span.isLeft()) {
            findings.add(end(span));
        }
        return findings;
    }

    private String lambdaHat() {
        return "lambda_hat = -||dw/dt||^2 / <dw/dt, " + (spec.hasSquaredNorm() ? "w>" : "grad R>");
    }

    private boolean isKnown() {
        return weightDecay > 0;
    }

    private double expected() {
        return rate.rate(weightDecay);
    }

    private Optional<SlowSpan> plateau() {
        return SlowSpan.plateau(secants, definition.factor(), definition.minimumLnT(), PLATEAU_SLOW_TIME);
    }

    private boolean isLongEnough(SlowSpan span) {
        return span.lengthLnT() >= definition.minimumLnT();
    }

    private Finding onset(SlowSpan span, Stage stage) {
        BracketedTime time = onsetTime(span);
        double effective = span.quantile(0.5);
        Map<String, Double> values = values();
        FindingNumbers.put(values, "effectiveDecay", effective);
        FindingNumbers.put(values, "effectiveDecayLow", span.quantile(0.25));
        FindingNumbers.put(values, "effectiveDecayHigh", span.quantile(0.75));
        FindingNumbers.put(values, "impliedWeightDecay", rate.weightDecay(effective));
        FindingNumbers.put(values, "pythagoreanRatio", span.level() / effective);
        FindingNumbers.put(values, FindingKinds.SLOW_TIME, slowTime(span, time));
        FindingNumbers.put(values, "endTime", span.endTime());
        FindingNumbers.put(values, "lengthLnT", span.lengthLnT());
        FindingNumbers.put(values, "secants", span.to() - span.from() + 1);
        String sentence = "slow phase: it begins " + FindingNumbers.bracket(time) + "; then, over "
                + NumberText.readable(span.lengthLnT()) + " of ln t up to t = " + NumberText.readable(span.endTime())
                + ", "
                + lambdaHat() + " stays within a factor " + NumberText.readable(definition.factor()) + " of "
                + level(span)
                + "; its median is " + NumberText.readable(effective) + implied(effective) + unresolved(span);
        return Finding.of(ONSET, stage, Optional.of(time), values, sentence);
    }

    private double slowTime(SlowSpan span, BracketedTime time) {
        return spec.decay().isConstant()
                ? span.level() * time.estimate()
                : spec.decay().slowTime(time.estimate());
    }

    private String level(SlowSpan span) {
        String level = NumberText.readable(span.level());
        if (!spec.decay().isConstant()) {
            return level + ", when it is scaled from the weight decay in force to this one";
        }
        if (!isKnown()) {
            return level + ", the weight decay being unknown";
        }
        return rate.inWords()
                .map(words -> level + ", what weight decay " + NumberText.readable(weightDecay) + " does in " + words)
                .orElse(level + ", the weight decay");
    }

    private String implied(double effective) {
        return rate.inWords()
                .map(words -> ", what weight decay " + NumberText.readable(rate.weightDecay(effective)) + " would give")
                .orElse("");
    }

    private String unresolved(SlowSpan span) {
        boolean tellsNoMore = !span.isLeft() && secants.lastTime() > NOTABLE * span.endTime();
        return tellsNoMore ? "; after that the weights move too little, or lie too far apart, to tell" : "";
    }

    /** The time at which lambda_hat, mostly falling, enters the factor. */
    private BracketedTime onsetTime(SlowSpan span) {
        double now = secants.middle(span.from());
        if (span.from() == 0) {
            return new BracketedTime(now, secants.start(0), secants.end(0));
        }
        int before = span.from() - 1;
        double level = definition.factor() * span.level();
        double estimate = secants.decay(before) > level
                ? Crossings.between(
                                secants.middle(before),
                                secants.decay(before),
                                now,
                                Math.min(secants.decay(span.from()), level),
                                level)
                        .estimate()
                : now;
        return new BracketedTime(estimate, secants.start(before), secants.end(span.from()));
    }

    private Finding end(SlowSpan span) {
        int next = span.to() + 1;
        BracketedTime time = new BracketedTime(secants.start(next), secants.start(span.to()), secants.end(next));
        Map<String, Double> values = values();
        FindingNumbers.put(values, FindingKinds.SLOW_TIME, slowTime(span, time));
        FindingNumbers.put(values, "nextDecay", secants.decay(next));
        String sentence = "end of the slow phase: lambda_hat leaves the factor "
                + NumberText.readable(definition.factor()) + " around " + NumberText.readable(span.level()) + " "
                + FindingNumbers.bracket(time) + ", where it is " + NumberText.readable(secants.decay(next));
        return Finding.of(END, Stage.FINAL, Optional.of(time), values, sentence);
    }

    private Finding none(Optional<SlowSpan> longest) {
        Map<String, Double> values = values();
        longest.ifPresent(span -> FindingNumbers.put(values, "lengthLnT", span.lengthLnT()));
        Optional<String> doubt = doubt(longest);
        if (doubt.isPresent()) {
            String sentence = "whether there is a slow phase is undetermined: " + doubt.get();
            return Finding.of(Undetermined.KIND, Stage.FINAL, Optional.empty(), values, sentence);
        }
        String range = isKnown()
                ? "within a factor " + NumberText.readable(definition.factor()) + " of "
                        + NumberText.readable(expected())
                : "the same";
        String sentence = "no slow phase: " + lambdaHat() + " never stays " + range + " over "
                + NumberText.readable(definition.minimumLnT()) + " of ln t" + elsewhere(values);
        return Finding.of(NONE, Stage.FINAL, Optional.empty(), values, sentence);
    }

    /** A constant decay other than the expected one. */
    private String elsewhere(Map<String, Double> values) {
        if (!isKnown()) {
            return "";
        }
        return plateau()
                .map(span -> {
                    FindingNumbers.put(values, "effectiveDecay", span.level());
                    FindingNumbers.put(values, "impliedWeightDecay", rate.weightDecay(span.level()));
                    return "; it stays near " + NumberText.readable(span.level()) + " instead, over "
                            + NumberText.readable(span.lengthLnT()) + " of ln t up to t = "
                            + NumberText.readable(span.endTime());
                })
                .orElse("");
    }

    /** Why the samples do not decide; empty if they do. */
    private Optional<String> doubt(Optional<SlowSpan> longest) {
        if (secants.anchor().weights().length == 0) {
            return Optional.of("the steps carry no weights");
        }
        String minimum = NumberText.readable(definition.minimumLnT());
        if (longest.isPresent() && longest.get().to() == secants.size() - 1) {
            return Optional.of(
                    "lambda_hat comes near " + NumberText.readable(longest.get().level()) + " at t = "
                            + NumberText.readable(secants.start(longest.get().from())) + ", but over "
                            + NumberText.readable(longest.get().lengthLnT())
                            + " of ln t only until the run ends or cannot be resolved,"
                            + " and it takes " + minimum + " to tell");
        }
        if (!isKnown()) {
            Optional<SlowSpan> early = SlowSpan.plateau(secants, definition.factor(), definition.minimumLnT(), 0);
            if (early.isPresent()) {
                return Optional.of("lambda_hat stays near "
                        + NumberText.readable(early.get().level()) + " up to t = "
                        + NumberText.readable(early.get().endTime())
                        + ", too early to tell a decay from a convergence where"
                        + " weight decay is unknown");
            }
        }
        if (isKnown() && SlowSpan.coarseLnT(secants, expected(), definition.factor()) >= definition.minimumLnT()) {
            return Optional.of("the weights are too far apart in time" + skipped() + "; record more of them");
        }
        if (secants.size() == 0 || secants.openLnT() >= definition.minimumLnT()) {
            return Optional.of(
                    "from t = " + NumberText.readable(secants.anchor().time())
                            + " on the velocity is below the noise of the weights" + skipped());
        }
        return Optional.empty();
    }

    private String skipped() {
        return secants.skipped() > 0 ? ", " + secants.skipped() + " steps carry none" : "";
    }

    private Map<String, Double> values() {
        Map<String, Double> values = new TreeMap<>();
        FindingNumbers.put(values, "factor", definition.factor());
        FindingNumbers.put(values, "minimumLnT", definition.minimumLnT());
        FindingNumbers.put(values, "weightDecay", weightDecay);
        if (isKnown()) {
            FindingNumbers.put(values, "expectedDecay", expected());
        }
        if (secants.skipped() > 0) {
            values.put("stepsWithoutWeights", (double) secants.skipped());
        }
        return values;
    }
}
