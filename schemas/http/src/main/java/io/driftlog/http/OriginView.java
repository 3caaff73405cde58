package io.driftlog.http;

import io.driftlog.events.Origin;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.HexFormat;
import java.util.Map;

/**
 * The state of another run at which a fork begins.
 *
 * @param runId the ancestor
 * @param seq seq of its step
 * @param time flow time of that step
 * @param digest of that step, in hexadecimal digits
 * @param changes what the fork changed: keys of a run spec with their new values
 */
@Serdeable
@Schema(name = "Origin")
public record OriginView(String runId, long seq, double time, String digest, Map<String, String> changes) {
    static OriginView of(Origin origin) {
        return new OriginView(
                origin.runId(),
                origin.seq(),
                origin.time(),
                HexFormat.of().formatHex(origin.digest()),
                origin.changes());
    }
}
