package io.driftlog.http;

import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RunStarted;
import io.driftlog.events.SpecMap;
import io.driftlog.log.dataset.DatasetReferences;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The first event of a run.
 *
 * @param event RunStarted
 * @param runId the run
 * @param name what its author called it
 * @param spec what it integrates, with every default filled in, as it is submitted
 * @param data given data sets, by role
 * @param dataReferences given data sets that are too large for the event, by role: SHA-256 in hexadecimal digits
 * @param numericsVersion version of the arithmetic
 * @param dimension number of weights d
 * @param samples number of residuals n; 0 when the objective has none
 * @param software what recorded it
 * @param startedAt wall clock
 * @param origin the state of another run at which it begins; null for a run that is no fork
 */
@Serdeable
@Schema(name = "RunStart")
public record StartView(
        String event,
        String runId,
        String name,
        Map<String, Object> spec,
        SortedMap<String, Data> data,
        SortedMap<String, String> dataReferences,
        int numericsVersion,
        int dimension,
        int samples,
        String software,
        Instant startedAt,
        @Nullable OriginView origin)
        implements EventView {

    /**
     * A matrix of data.
     *
     * @param rows one per sample
     * @param columns one per feature
     * @param values row by row
     */
    @Serdeable
    public record Data(int rows, int columns, Numbers values) {}

    /** The first event as the command line shows it: without the data that the log keeps beside it. */
    public static StartView of(RunStarted whole) {
        RunStarted run = DatasetReferences.split(whole).run();
        ObjectiveSpec objective = run.spec().objective();
        var data = new TreeMap<String, Data>();
        objective
                .datasets()
                .forEach((role, set) -> data.put(role, new Data(set.rows(), set.columns(), new Numbers(set.values()))));
        return new StartView(
                "RunStarted",
                run.runId(),
                run.name(),
                SpecMap.of(run),
                data,
                objective.datasetReferences(),
                run.numericsVersion(),
                run.dimension(),
                run.samples(),
                run.software(),
                Instant.ofEpochMilli(run.startedAtMillis()),
                run.origin().map(OriginView::of).orElse(null));
    }
}
