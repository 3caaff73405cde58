package io.driftlog.http;

import io.driftlog.events.RunSpec;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.index.FindingMark;
import io.driftlog.index.RunEntry;
import io.driftlog.log.RunStatus;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run in short.
 *
 * @param runId names it
 * @param name what its author called it
 * @param state running, interrupted, completed, cancelled or failed
 * @param steps accepted steps up to the last recorded one
 * @param events recorded events, the first and the last one included
 * @param time flow time of the last step
 * @param endTime flow time at which it is complete at the latest; null when only its gradient ends it
 * @param progress part of its log time that is done, 0 to 1; null when it has no end time
 * @param startedAt wall clock
 * @param updatedAt wall clock of its last commit
 * @param setup what it integrates; null until its first event was read
 * @param last the scalars of its last step; null before the first
 * @param end how it ended; null while it has not
 * @param verdict whether it grokked: a final verdict, or else a provisional one; null while there is none
 * @param phases what analyzers found, in the order of flow time; each the newest of its kind
 * @param findings how many findings there are
 * @param tags its tags, in order
 * @param note its note; empty text if it has none
 * @param lost what the log lacks of it; null if nothing is missing
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
        long events,
        double time,
        @Nullable Double endTime,
        @Nullable Double progress,
        Instant startedAt,
        Instant updatedAt,
        @Nullable Setup setup,
        @Nullable Last last,
        @Nullable EndView end,
        @Nullable Phase verdict,
        List<Phase> phases,
        int findings,
        List<String> tags,
        String note,
        @Nullable LossView lost,
        long version) {

    /** Flow time at which progress in log time begins. */
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
            @Nullable OriginView origin) {
        /** What a run integrates, by its first event. */
        public static Setup of(RunStarted run) {
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
                    run.origin().map(OriginView::of).orElse(null));
        }
    }

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
     * What an analyzer found, in short.
     *
     * @param time the flow time it speaks of; null when it speaks of none
     * @param values the numbers of a verdict, such as nullTestLoss; empty for other findings
     */
    @Serdeable
    @Schema(name = "Phase")
    public record Phase(
            String analyzer,
            String kind,
            String stage,
            @Nullable Double time,
            Map<String, Double> values) {
        static Phase of(FindingMark mark) {
            return new Phase(
                    mark.analyzer(), mark.kind(), Words.of(mark.stage()), Numbers.orNull(mark.time()), mark.values());
        }
    }

    /** A run as the API shows it. */
    public static RunView of(RunEntry run) {
        RunStatus status = run.status();
        long recorded = Math.max(
                status.nextSeq(), run.last().map(last -> last.seq() + 1).orElse(0L));
        double time = Math.max(status.time(), run.last().map(StepTaken::time).orElse(0.0));
        @Nullable
        Double endTime = run.started()
                .map(RunStarted::spec)
                .map(spec -> Numbers.orNull(spec.endTime()))
                .orElse(null);
        return new RunView(
                run.runId(),
                status.name(),
                run.ended()
                        .map(end -> Words.of(end.outcome()))
                        .orElse(status.state().word()),
                run.last().map(StepTaken::step).orElse(Math.max(0, status.nextSeq() - 1)),
                1 + recorded + (run.ended().isPresent() || status.state().ended() ? 1 : 0),
                time,
                endTime,
                progress(time, endTime),
                Instant.ofEpochMilli(status.startedAtMillis()),
                Instant.ofEpochMilli(status.updatedAtMillis()),
                run.started().map(Setup::of).orElse(null),
                run.last().map(RunView::last).orElse(null),
                run.ended().map(EndView::of).orElse(null),
                run.marks().stream()
                        .filter(FindingMark::verdict)
                        .max(Comparator.comparing(FindingMark::stage))
                        .map(Phase::of)
                        .orElse(null),
                run.marks().stream().map(Phase::of).toList(),
                run.findings(),
                run.tags(),
                run.note(),
                run.lost().map(LossView::of).orElse(null),
                run.version());
    }

    private static @Nullable Double progress(double time, @Nullable Double endTime) {
        if (endTime == null || endTime <= FIRST_TIME) {
            return null;
        }
        double fraction = Math.log(Math.max(time, FIRST_TIME) / FIRST_TIME) / Math.log(endTime / FIRST_TIME);
        return Math.min(1, fraction);
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
}
