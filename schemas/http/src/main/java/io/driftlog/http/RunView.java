package io.driftlog.http;

import io.driftlog.events.RunEnded;
import io.driftlog.events.RunSpec;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.index.RunEntry;
import io.driftlog.log.RunStatus;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run in short.
 *
 * @param runId names it
 * @param name what its author called it
 * @param state running, interrupted, completed, cancelled or failed
 * @param steps accepted steps up to the last recorded one
 * @param time flow time of the last step
 * @param endTime flow time at which it is complete at the latest; null when only its gradient ends it
 * @param progress how far it is in log time, 0 to 1; null when it has no end time
 * @param startedAt wall clock
 * @param updatedAt wall clock of its last commit
 * @param setup what it integrates; null in the moment before its first event was read
 * @param last the scalars of its last step; null before the first
 * @param end how it ended; null when it has not
 * @param phases what analyzers found, in the order of flow time; each the newest of its kind
 * @param findings how many findings there are
 * @param version grows with every change of any run
 */
@Serdeable
@Schema(name = "Run")
public record RunView(
        String runId,
        String name,

        @Schema(allowableValues = {"running", "interrupted", "completed", "cancelled", "failed"})
        String state,

        long steps,
        double time,
        @Nullable Double endTime,
        @Nullable Double progress,
        Instant startedAt,
        Instant updatedAt,
        @Nullable Setup setup,
        @Nullable Last last,
        @Nullable End end,
        List<Phase> phases,
        int findings,
        long version) {

    /** Where the bar of log time begins. */
    private static final double FIRST_TIME = 1e-2;

    /**
     * What a run integrates.
     *
     * @param objective type of the objective
     * @param generator type of the data generator; empty when the data were given
     * @param method type of the method
     * @param regularizer name of the regularizer
     * @param weightDecay lambda
     * @param dimension number of weights d
     * @param samples number of residuals n; 0 when the objective has none
     * @param seed seed of its randomness
     * @param software what recorded it
     * @param origin the state of another run at which it begins; null for a run that is no fork
     */
    @Serdeable
    @Schema(name = "RunSetup")
    public record Setup(
            String objective,
            String generator,
            String method,
            String regularizer,
            double weightDecay,
            int dimension,
            int samples,
            long seed,
            String software,
            @Nullable OriginView origin) {}

    /**
     * Where a fork comes from.
     *
     * @param runId the ancestor
     * @param seq seq of its step
     * @param time flow time of that step
     * @param changes what the fork changed
     */
    @Serdeable
    @Schema(name = "Origin")
    public record OriginView(String runId, long seq, double time, Map<String, String> changes) {}

    /** The scalars of the last step; null where one is not finite. */
    @Serdeable
    @Schema(name = "LastStep")
    public record Last(
            long seq,
            long step,
            double time,
            @Nullable Double trainLoss,
            @Nullable Double testLoss,
            @Nullable Double weightNormSquared,
            @Nullable Double gradientNorm) {}

    /**
     * How a run ended.
     *
     * @param outcome completed, cancelled or failed
     * @param cause one word for it
     * @param reason one sentence for it
     * @param digest of the last step, in hexadecimal digits
     * @param endedAt wall clock
     */
    @Serdeable
    @Schema(name = "RunEnd")
    public record End(String outcome, String cause, String reason, String digest, Instant endedAt) {}

    /**
     * What an analyzer found, in short.
     *
     * @param time the flow time it speaks of; null when it speaks of none
     */
    @Serdeable
    @Schema(name = "Phase")
    public record Phase(
            String analyzer,
            String kind,
            String stage,
            @Nullable Double time) {}

    /** A run as the API shows it. */
    public static RunView of(RunEntry run) {
        RunStatus status = run.status();
        double time = Math.max(status.time(), run.last().map(StepTaken::time).orElse(0.0));
        @Nullable
        Double endTime = run.started()
                .map(RunStarted::spec)
                .map(spec -> Numbers.orNull(spec.until().endTime(spec.weightDecay())))
                .orElse(null);
        return new RunView(
                run.runId(),
                status.name(),
                run.ended()
                        .map(end -> word(end.outcome()))
                        .orElse(status.state().word()),
                run.last().map(StepTaken::step).orElse(Math.max(0, status.nextSeq() - 1)),
                time,
                endTime,
                progress(time, endTime),
                Instant.ofEpochMilli(status.startedAtMillis()),
                Instant.ofEpochMilli(status.updatedAtMillis()),
                run.started().map(RunView::setup).orElse(null),
                run.last().map(RunView::last).orElse(null),
                run.ended().map(RunView::end).orElse(null),
                run.marks().stream()
                        .map(mark -> new Phase(
                                mark.analyzer(), mark.kind(), word(mark.stage()), Numbers.orNull(mark.time())))
                        .toList(),
                run.findings(),
                run.version());
    }

    private static @Nullable Double progress(double time, @Nullable Double endTime) {
        if (endTime == null || endTime <= FIRST_TIME) {
            return null;
        }
        double fraction = Math.log(Math.max(time, FIRST_TIME) / FIRST_TIME) / Math.log(endTime / FIRST_TIME);
        return Math.min(1, fraction);
    }

    private static Setup setup(RunStarted run) {
        RunSpec spec = run.spec();
        return new Setup(
                spec.objective().type(),
                spec.objective().generator(),
                spec.method().type(),
                spec.regularizer(),
                spec.weightDecay(),
                run.dimension(),
                run.samples(),
                spec.seed(),
                run.software(),
                run.origin()
                        .map(from -> new OriginView(from.runId(), from.seq(), from.time(), from.changes()))
                        .orElse(null));
    }

    private static Last last(StepTaken step) {
        return new Last(
                step.seq(),
                step.step(),
                step.time(),
                Numbers.orNull(step.trainLoss()),
                Numbers.orNull(step.testLoss()),
                Numbers.orNull(step.weightNormSquared()),
                Numbers.orNull(step.gradientNorm()));
    }

    private static End end(RunEnded end) {
        return new End(
                word(end.outcome()),
                end.cause(),
                end.reason(),
                HexFormat.of().formatHex(end.digest()),
                Instant.ofEpochMilli(end.endedAtMillis()));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
