package io.driftlog.analyzer.service.api;

import io.driftlog.http.Numbers;
import io.driftlog.index.Rows;
import io.driftlog.index.Scalar;
import io.driftlog.index.Series;
import io.driftlog.index.SeriesSoFar;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Steps of a run, in order, as columns of one length: seq, step, time, stepSize, trainLoss, testLoss, weightNormSquared,
 * gradientNorm; null where a number is not finite.
 *
 * @param runId the run
 * @param recorded how many steps the log has of it
 * @param whole whether all of them were there to choose from; a run beyond a million steps is thinned in memory
 * @param read how much of the run was read from the log, 0 to 1; below 1 these are the first steps only
 * @param count how many these are
 * @param columns by name
 */
@Serdeable
@Schema(name = "Steps")
public record StepColumns(
        String runId, long recorded, boolean whole, double read, int count, Map<String, Numbers> columns) {

    static final Set<Scalar> ALL = EnumSet.allOf(Scalar.class);

    static StepColumns of(String runId, SeriesSoFar soFar, Rows rows, Set<Scalar> wanted) {
        Series series = soFar.series();
        var columns = new LinkedHashMap<String, Numbers>();
        wanted.forEach(scalar -> columns.put(name(scalar), new Numbers(rows.column(scalar))));
        return new StepColumns(runId, series.recorded(), series.isWhole(), soFar.read(), rows.count(), columns);
    }

    /** The scalar of a name. */
    static java.util.Optional<Scalar> scalar(String name) {
        return ALL.stream().filter(scalar -> name(scalar).equals(name)).findFirst();
    }

    /** All names. */
    static List<String> names() {
        return ALL.stream().map(StepColumns::name).toList();
    }

    /** {@code weightNormSquared} of {@code WEIGHT_NORM_SQUARED}. */
    private static String name(Scalar scalar) {
        StringBuilder name = new StringBuilder();
        Arrays.stream(scalar.name().toLowerCase(Locale.ROOT).split("_"))
                .forEach(word -> name.append(
                        name.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1)));
        return name.toString();
    }
}
