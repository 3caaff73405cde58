package io.driftlog.http;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Recorded runs side by side. Lists of values have one entry for each run, in the order of the runs; null where a run has
 * none. Ratios and distances are to the first run.
 *
 * @param runs the runs
 * @param spec the keys of their specs that differ
 * @param times when their phases begin and end
 * @param ends their last steps
 * @param verdicts whether they grokked
 * @param at what is equal where distances are measured
 * @param distances of the weights of each further run
 * @param partings where each further run stops to be the same, bit for bit; those that never were the same are left out
 * @param power times and losses as powers of the one number in which the runs differ; null if there is no such number
 * @param notes what was left out, or weakens a comparison, a sentence each
 */
@Serdeable
@Schema(name = "Comparison")
public record ComparisonView(
        List<Compared> runs,
        List<SpecDifference> spec,
        List<Quantity> times,
        List<Quantity> ends,
        List<@Nullable Verdict> verdicts,
        @Schema(allowableValues = {"time", "slow-time"}) String at,
        List<Distance> distances,
        List<Parting> partings,
        @Nullable Power power,
        List<String> notes) {

    /**
     * A compared run.
     *
     * @param label A, B, C …
     * @param source the run id or the file that was asked for
     * @param runId the run
     * @param name what its author called it
     * @param state completed, cancelled, failed, or unfinished
     * @param objective type of its objective
     * @param weightDecay lambda; null if it is not known
     * @param dimension number of weights d
     * @param samples number of residuals n
     * @param tags its tags
     */
    @Serdeable
    @Schema(name = "ComparedRun")
    public record Compared(
            String label,
            String source,
            String runId,
            String name,
            String state,
            String objective,
            @Nullable Double weightDecay,
            int dimension,
            int samples,
            List<String> tags) {}

    /**
     * A key of the spec that differs.
     *
     * @param key with dots, such as method.type
     * @param values in words
     */
    @Serdeable
    @Schema(name = "SpecDifference")
    public record SpecDifference(String key, List<@Nullable String> values) {}

    /**
     * A time or a number of the last step.
     *
     * @param name the kind of the finding, or the field of the step
     * @param values what the runs have
     */
    @Serdeable
    @Schema(name = "ComparedQuantity")
    public record Quantity(String name, List<@Nullable Value> values) {}

    /**
     * The value that one run has.
     *
     * @param value the number
     * @param lower lower end of its bracket; null if it is exact
     * @param upper upper end
     * @param ratio to the first run; null if that has none, or comparing makes no sense
     * @param provisional whether it may still change
     */
    @Serdeable
    @Schema(name = "ComparedValue")
    public record Value(
            double value,
            @Nullable Double lower,
            @Nullable Double upper,
            @Nullable Double ratio,
            boolean provisional) {}

    /**
     * Whether a run grokked.
     *
     * @param kind of the finding
     * @param stage provisional or final
     * @param sentence the finding in words
     */
    @Serdeable
    @Schema(name = "ComparedVerdict")
    public record Verdict(String kind, String stage, String sentence) {}

    /**
     * The relative distance {@code ||w_A - w|| / ||w_A||} of a run's weights to those of the first run.
     *
     * @param run label of the run
     * @param reason why there is none; null if it was measured
     * @param from first time, or slow time, that both runs have
     * @param to last one
     * @param points points of the common grid, even in its logarithm
     * @param widestGap largest distance in ln t of two recorded steps between which weights were interpolated
     * @param max largest distance
     * @param maxAt where it is
     * @param last distance at the last point
     */
    @Serdeable
    @Schema(name = "PathDistance")
    public record Distance(
            String run,
            @Nullable String reason,
            @Nullable Double from,
            @Nullable Double to,
            int points,
            @Nullable Double widestGap,
            @Nullable Double max,
            @Nullable Double maxAt,
            @Nullable Double last) {}

    /**
     * Where a run stops to be the same as the first run, bit for bit.
     *
     * @param run label of the run
     * @param same number of recorded steps, one after the other, that are the same
     * @param sameFrom time of the first of them
     * @param sameTo time of the last of them
     * @param step number of the run's first step that differs; null if none does as far as both go
     * @param time time of the first step that differs
     */
    @Serdeable
    @Schema(name = "Parting")
    public record Parting(
            String run,
            long same,
            double sameFrom,
            double sameTo,
            @Nullable Long step,
            @Nullable Double time) {}

    /**
     * Quantities as powers of the number in which the runs differ.
     *
     * @param key its key in the spec
     * @param exponents those that were fitted
     */
    @Serdeable
    @Schema(name = "Power")
    public record Power(String key, List<Exponent> exponents) {}

    /**
     * An exponent, fitted by least squares in logarithms.
     *
     * @param quantity name of the time or number
     * @param exponent the slope
     * @param low lower end of its 95 % interval by Student's t
     * @param high upper end
     * @param n number of runs in the fit
     */
    @Serdeable
    @Schema(name = "Exponent")
    public record Exponent(String quantity, double exponent, double low, double high, int n) {}
}
