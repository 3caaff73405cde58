package io.driftlog.http;

import io.driftlog.log.run.LostEvents;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * Events that were recorded of a run and are missing.
 *
 * @param sentence what is missing, how it is known, why it may be, and what to do
 * @param start whether the first event is missing
 * @param steps the missing steps
 * @param end whether the last event is missing
 * @param evidence how it is known: status, end, later-event, finding
 */
@Serdeable
@Schema(name = "Loss")
public record LossView(String sentence, boolean start, List<Range> steps, boolean end, List<String> evidence) {
    /** Steps from one seq to another, both included. */
    @Serdeable
    @Schema(name = "SeqRange")
    public record Range(long from, long to) {}

    public static LossView of(LostEvents lost) {
        return new LossView(
                lost.sentence(),
                lost.start(),
                lost.steps().stream()
                        .map(range -> new Range(range.from(), range.to()))
                        .toList(),
                lost.end(),
                lost.evidence().stream().sorted().map(Words::of).toList());
    }
}
