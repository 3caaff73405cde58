package io.driftlog.http;

import io.driftlog.events.StepTaken;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

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

    /** All scalars. */
    public static final Set<Scalar> ALL = EnumSet.allOf(Scalar.class);

    /** These rows of a run. */
    public static StepColumns of(String runId, SeriesSoFar soFar, Rows rows, Set<Scalar> wanted) {
        Series series = soFar.series();
        var columns = new LinkedHashMap<String, Numbers>();
        wanted.forEach(scalar -> columns.put(name(scalar), new Numbers(rows.column(scalar))));
        return new StepColumns(runId, series.recorded(), series.isWhole(), soFar.read(), rows.count(), columns);
    }

    /** The scalar of a name. */
    public static Optional<Scalar> scalar(String name) {
        return ALL.stream().filter(scalar -> name(scalar).equals(name)).findFirst();
    }

    /** All names. */
    public static List<String> names() {
        return ALL.stream().map(StepColumns::name).toList();
    }

    /** The steps with their scalars alone, if these are all columns. */
    public List<StepTaken> steps() {
        return IntStream.range(0, count).mapToObj(this::step).toList();
    }

    private StepTaken step(int row) {
        double[] none = {};
        return new StepTaken(
                runId,
                (long) at(Scalar.SEQ, row),
                (long) at(Scalar.STEP, row),
                at(Scalar.TIME, row),
                at(Scalar.STEP_SIZE, row),
                at(Scalar.TRAIN_LOSS, row),
                at(Scalar.TEST_LOSS, row),
                at(Scalar.WEIGHT_NORM_SQUARED, row),
                at(Scalar.GRADIENT_NORM, row),
                none,
                none,
                none,
                false,
                0,
                new byte[0]);
    }

    private double at(Scalar scalar, int row) {
        return Objects.requireNonNull(columns.get(name(scalar))).values()[row];
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
