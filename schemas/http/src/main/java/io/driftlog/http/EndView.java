package io.driftlog.http;

import io.driftlog.events.Outcome;
import io.driftlog.events.RunEnded;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;

/**
 * How a run ended.
 *
 * @param event RunEnded
 * @param runId the run
 * @param seq how many steps were recorded, the initial state included
 * @param steps accepted steps, the initial state not counted
 * @param time flow time reached
 * @param outcome completed, cancelled or failed
 * @param cause one word for it
 * @param reason one sentence for it
 * @param digest of the last step, in hexadecimal digits
 * @param endedAt wall clock
 */
@Serdeable
@Schema(name = "RunEnd")
public record EndView(
        String event,
        String runId,
        long seq,
        long steps,
        double time,
        String outcome,
        String cause,
        String reason,
        String digest,
        Instant endedAt)
        implements EventView {

    /** The end of a run as the API and the command line show it. */
    public static EndView of(RunEnded end) {
        return new EndView(
                "RunEnded",
                end.runId(),
                end.seq(),
                end.steps(),
                end.time(),
                Words.of(end.outcome()),
                end.cause(),
                end.reason(),
                HexFormat.of().formatHex(end.digest()),
                Instant.ofEpochMilli(end.endedAtMillis()));
    }

    /** The end itself. */
    public RunEnded ended() {
        return new RunEnded(
                runId,
                seq,
                steps,
                time,
                Outcome.valueOf(outcome.toUpperCase(Locale.ROOT)),
                cause,
                reason,
                HexFormat.of().parseHex(digest),
                endedAt.toEpochMilli());
    }
}
