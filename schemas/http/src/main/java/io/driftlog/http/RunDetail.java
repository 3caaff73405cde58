package io.driftlog.http;

import io.driftlog.events.InitialSpec;
import io.driftlog.events.RunSpec;
import io.driftlog.events.RunStarted;
import io.driftlog.events.SpecMap;
import io.driftlog.index.RunEntry;
import io.micronaut.serde.annotation.Serdeable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run with its spec.
 *
 * @param run the run in short
 * @param spec what it integrates, with every default filled in; can be submitted again unless givenData is true
 * @param givenData whether its data or its initial weights were given; this spec does not contain them
 */
@Serdeable
public record RunDetail(RunView run, @Nullable Map<String, Object> spec, boolean givenData) {
    /** A run as the API shows it. */
    public static RunDetail of(RunEntry entry) {
        return new RunDetail(
                RunView.of(entry),
                entry.started().map(SpecMap::of).orElse(null),
                entry.started().map(RunDetail::hasGivenData).orElse(false));
    }

    private static boolean hasGivenData(RunStarted run) {
        RunSpec spec = run.spec();
        return spec.objective().generator().isEmpty() || spec.initial() instanceof InitialSpec.Given;
    }
}
