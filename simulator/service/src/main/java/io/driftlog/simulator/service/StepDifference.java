package io.driftlog.simulator.service;

import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.simulator.flow.loop.Integration;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Objective;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Where an event as it was recorded is not the one computed again.
 *
 * @param seq of the event; -1 for the first one, before the steps
 * @param field which of its values differs, with an index if it is one of many
 * @param recorded the recorded value
 * @param computed the computed one
 */
public record StepDifference(long seq, String field, String recorded, String computed) {

    /** The first difference between two steps, in the order of their fields; empty if they are the same bit for bit. */
    static Optional<StepDifference> between(StepTaken recorded, StepTaken computed) {
        if (recorded.equals(computed)) {
            return Optional.empty();
        }
        long seq = recorded.seq();
        return whole(seq, "seq", seq, computed.seq())
                .or(() -> whole(seq, "step", recorded.step(), computed.step()))
                .or(() -> number(seq, "time", recorded.time(), computed.time()))
                .or(() -> number(seq, "stepSize", recorded.stepSize(), computed.stepSize()))
                .or(() -> numbers(seq, "weights", recorded.weights(), computed.weights()))
                .or(() -> numbers(seq, "multiplier", recorded.multiplier(), computed.multiplier()))
                .or(() -> number(seq, "trainLoss", recorded.trainLoss(), computed.trainLoss()))
                .or(() -> number(seq, "testLoss", recorded.testLoss(), computed.testLoss()))
                .or(() -> number(seq, "weightNormSquared", recorded.weightNormSquared(), computed.weightNormSquared()))
                .or(() -> number(seq, "gradientNorm", recorded.gradientNorm(), computed.gradientNorm()))
                .or(() -> numbers(seq, "controllerState", recorded.controllerState(), computed.controllerState()))
                .or(() -> text(
                        seq,
                        "restartPoint",
                        Boolean.toString(recorded.restartPoint()),
                        Boolean.toString(computed.restartPoint())))
                .or(() -> whole(seq, "rejected", recorded.rejected(), computed.rejected()))
                .or(() -> text(
                        seq, "sample", Boolean.toString(recorded.isSample()), Boolean.toString(computed.isSample())))
                .or(() -> text(
                        seq,
                        "measures",
                        recorded.measures().toString(),
                        computed.measures().toString()))
                .or(() -> text(seq, "digest", hex(recorded.digest()), hex(computed.digest())))
                .or(() -> text(seq, "runId", recorded.runId(), computed.runId()));
    }

    /** What the first event says of the problem, compared with the problem itself. */
    static Optional<StepDifference> between(RunStarted recorded, Integration computed) {
        Objective objective = computed.problem().flow().objective();
        int samples = objective instanceof LeastSquaresObjective squares ? squares.samples() : 0;
        return whole(-1, "dimension", recorded.dimension(), objective.dimension())
                .or(() -> whole(-1, "samples", recorded.samples(), samples));
    }

    /** What the end says of the last step, compared with that step. */
    static Optional<StepDifference> between(RunEnded recorded, StepTaken last) {
        return whole(recorded.seq(), "seq", recorded.seq(), last.seq() + 1)
                .or(() -> whole(recorded.seq(), "steps", recorded.steps(), last.step()))
                .or(() -> number(recorded.seq(), "time", recorded.time(), last.time()))
                .or(() -> text(recorded.seq(), "digest", hex(recorded.digest()), hex(last.digest())));
    }

    /** Whether two ends are the same, but for their words and wall clock. */
    static boolean isSameEnd(RunEnded one, RunEnded other) {
        return one.seq() == other.seq()
                && one.steps() == other.steps()
                && one.outcome() == other.outcome()
                && one.cause().equals(other.cause())
                && Arrays.equals(one.digest(), other.digest());
    }

    private static Optional<StepDifference> number(long seq, String field, double recorded, double computed) {
        boolean same = Double.doubleToLongBits(recorded) == Double.doubleToLongBits(computed);
        return same ? Optional.empty() : text(seq, field, Double.toString(recorded), Double.toString(computed));
    }

    private static Optional<StepDifference> numbers(long seq, String field, double[] recorded, double[] computed) {
        int at = Arrays.mismatch(recorded, computed);
        if (at < 0) {
            return Optional.empty();
        }
        return recorded.length != computed.length
                ? text(seq, field, recorded.length + " numbers", computed.length + " numbers")
                : number(seq, field + "[" + at + "]", recorded[at], computed[at]);
    }

    private static Optional<StepDifference> whole(long seq, String field, long recorded, long computed) {
        return text(seq, field, Long.toString(recorded), Long.toString(computed));
    }

    private static Optional<StepDifference> text(long seq, String field, String recorded, String computed) {
        return recorded.equals(computed)
                ? Optional.empty()
                : Optional.of(new StepDifference(seq, field, recorded, computed));
    }

    private static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }

    /** The difference in one sentence. */
    public String sentence() {
        return (seq < 0 ? "The first event" : "The event of seq " + seq) + " differs in " + field + ": recorded "
                + recorded + ", computed " + computed + ".";
    }
}
