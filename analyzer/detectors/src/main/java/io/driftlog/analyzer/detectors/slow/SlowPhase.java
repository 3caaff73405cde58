package io.driftlog.analyzer.detectors.slow;

import io.driftlog.analyzer.detectors.FixedFold;
import io.driftlog.analyzer.detectors.Numbers;
import io.driftlog.analyzer.detectors.phase.Crossings;
import io.driftlog.analyzer.detectors.slow.SlowPhaseAnalyzer.Definition;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.BracketedTime;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.FindingKinds;
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
 */
public record SlowPhase(Definition definition, double weightDecay, DecayRate rate, Secants secants) {
    public static final String ONSET = FindingKinds.SLOW_PHASE_ONSET;
    static final String END = FindingKinds.SLOW_PHASE_END;
    static final String NONE = FindingKinds.NO_SLOW_PHASE;

    /** A run that goes on for this factor in time without a word would surprise. */
    private static final double NOTABLE = 1.5;

    /** A decay that nobody told of must have acted up to here. */
    private static final double PLATEAU_SLOW_TIME = 0.5;

    private static final String LAMBDA_HAT = "lambda_hat = -||dw/dt||^2 / <dw/dt, w>";

    /** The slow phase that the last secant belongs to, once it is long enough. */
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
        Numbers.put(values, "effectiveDecay", effective);
        Numbers.put(values, "effectiveDecayLow", span.quantile(0.25));
        Numbers.put(values, "effectiveDecayHigh", span.quantile(0.75));
        Numbers.put(values, "impliedWeightDecay", rate.weightDecay(effective));
        Numbers.put(values, "pythagoreanRatio", span.level() / effective);
        Numbers.put(values, FindingKinds.SLOW_TIME, span.level() * time.estimate());
        Numbers.put(values, "endTime", span.endTime());
        Numbers.put(values, "lengthLnT", span.lengthLnT());
        Numbers.put(values, "secants", span.to() - span.from() + 1);
        String sentence = "slow phase: it begins " + Numbers.bracket(time) + "; then, over "
                + Numbers.text(span.lengthLnT()) + " of ln t up to t = " + Numbers.text(span.endTime()) + ", "
                + LAMBDA_HAT + " stays within a factor " + Numbers.text(definition.factor()) + " of " + level(span)
                + "; its median is " + Numbers.text(effective) + implied(effective) + unresolved(span);
        return Finding.of(ONSET, stage, Optional.of(time), values, sentence);
    }

    private String level(SlowSpan span) {
        String level = Numbers.text(span.level());
        if (!isKnown()) {
            return level + ", the weight decay being unknown";
        }
        return rate.inWords()
                .map(words -> level + ", what weight decay " + Numbers.text(weightDecay) + " does in " + words)
                .orElse(level + ", the weight decay");
    }

    private String implied(double effective) {
        return rate.inWords()
                .map(words -> ", what weight decay " + Numbers.text(rate.weightDecay(effective)) + " would give")
                .orElse("");
    }

    private String unresolved(SlowSpan span) {
        boolean tellsNoMore = !span.isLeft() && secants.lastTime() > NOTABLE * span.endTime();
        return tellsNoMore ? "; after that the weights move too little, or lie too far apart, to tell" : "";
    }

    /** Where lambda_hat, mostly falling, comes within the factor. */
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
        Numbers.put(values, FindingKinds.SLOW_TIME, span.level() * time.estimate());
        Numbers.put(values, "nextDecay", secants.decay(next));
        String sentence = "end of the slow phase: lambda_hat leaves the factor "
                + Numbers.text(definition.factor()) + " around " + Numbers.text(span.level()) + " "
                + Numbers.bracket(time) + ", where it is " + Numbers.text(secants.decay(next));
        return Finding.of(END, Stage.FINAL, Optional.of(time), values, sentence);
    }

    private Finding none(Optional<SlowSpan> longest) {
        Map<String, Double> values = values();
        longest.ifPresent(span -> Numbers.put(values, "lengthLnT", span.lengthLnT()));
        Optional<String> doubt = doubt(longest);
        if (doubt.isPresent()) {
            String sentence = "whether there is a slow phase is undetermined: " + doubt.get();
            return Finding.of(FixedFold.UNDETERMINED, Stage.FINAL, Optional.empty(), values, sentence);
        }
        String range = isKnown()
                ? "within a factor " + Numbers.text(definition.factor()) + " of " + Numbers.text(expected())
                : "the same";
        String sentence = "no slow phase: " + LAMBDA_HAT + " never stays " + range + " over "
                + Numbers.text(definition.minimumLnT()) + " of ln t" + elsewhere(values);
        return Finding.of(NONE, Stage.FINAL, Optional.empty(), values, sentence);
    }

    /** A decay that stays the same, but is not the one expected. */
    private String elsewhere(Map<String, Double> values) {
        if (!isKnown()) {
            return "";
        }
        return plateau()
                .map(span -> {
                    Numbers.put(values, "effectiveDecay", span.level());
                    Numbers.put(values, "impliedWeightDecay", rate.weightDecay(span.level()));
                    return "; it stays near " + Numbers.text(span.level()) + " instead, over "
                            + Numbers.text(span.lengthLnT()) + " of ln t up to t = " + Numbers.text(span.endTime());
                })
                .orElse("");
    }

    /** Why the samples cannot tell. */
    private Optional<String> doubt(Optional<SlowSpan> longest) {
        if (secants.anchor().weights().length == 0) {
            return Optional.of("the steps carry no weights");
        }
        String minimum = Numbers.text(definition.minimumLnT());
        if (longest.isPresent() && longest.get().to() == secants.size() - 1) {
            return Optional.of(
                    "lambda_hat comes near " + Numbers.text(longest.get().level()) + " at t = "
                            + Numbers.text(secants.start(longest.get().from())) + ", but over "
                            + Numbers.text(longest.get().lengthLnT())
                            + " of ln t only until the run ends or cannot be resolved,"
                            + " and it takes " + minimum + " to tell");
        }
        if (!isKnown()) {
            Optional<SlowSpan> early = SlowSpan.plateau(secants, definition.factor(), definition.minimumLnT(), 0);
            if (early.isPresent()) {
                return Optional.of("lambda_hat stays near "
                        + Numbers.text(early.get().level()) + " up to t = "
                        + Numbers.text(early.get().endTime()) + ", too early to tell a decay from a convergence where"
                        + " weight decay is unknown");
            }
        }
        if (isKnown() && SlowSpan.coarseLnT(secants, expected(), definition.factor()) >= definition.minimumLnT()) {
            return Optional.of("the weights are too far apart in time" + skipped() + "; record more of them");
        }
        if (secants.size() == 0 || secants.openLnT() >= definition.minimumLnT()) {
            return Optional.of("from t = " + Numbers.text(secants.anchor().time())
                    + " on the velocity is below the noise of the weights" + skipped());
        }
        return Optional.empty();
    }

    private String skipped() {
        return secants.skipped() > 0 ? ", " + secants.skipped() + " steps carry none" : "";
    }

    private Map<String, Double> values() {
        Map<String, Double> values = new TreeMap<>();
        Numbers.put(values, "factor", definition.factor());
        Numbers.put(values, "minimumLnT", definition.minimumLnT());
        Numbers.put(values, "weightDecay", weightDecay);
        if (isKnown()) {
            Numbers.put(values, "expectedDecay", expected());
        }
        if (secants.skipped() > 0) {
            values.put("stepsWithoutWeights", (double) secants.skipped());
        }
        return values;
    }
}
