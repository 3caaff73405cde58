package io.driftlog.simulator.service.foreign;

import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.NumberText;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.Outcome;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunSpec;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.StopRule;
import io.driftlog.events.UserException;
import io.driftlog.events.UserException.BadInput;
import io.driftlog.log.LogConnection;
import io.driftlog.log.codec.EventSizes;
import io.driftlog.log.run.RunWriter;
import io.driftlog.log.run.WriterSettings;
import io.driftlog.simulator.flow.loop.StepDigest;
import io.driftlog.simulator.flow.spec.Objectives;
import io.driftlog.simulator.service.Software;
import io.driftlog.simulator.spi.Vectors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A trajectory {@code w(t)} that another program recorded, as a run of unknown objective: it can be analyzed, archived
 * and exported, but not integrated again.
 */
public final class ForeignRun {
    /** The type of the method of such runs. */
    public static final String METHOD = "recorded";

    private final RunStarted started;
    private final List<Row> rows;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Row(double time, double trainLoss, double testLoss, double gradientNorm, double[] weights) {}

    private ForeignRun(RunStarted started, List<Row> rows) {
        this.started = started;
        this.rows = rows;
    }

    /**
     * Reads a table.
     *
     * @param file CSV, or {@code .npy} of NumPy
     * @throws BadInput if it is none, or its rows are no trajectory; the message says where and why
     */
    public static ForeignRun read(String runId, String name, Path file, ForeignColumns columns, ForeignMethod method) {
        List<Row> rows = rows(file, columns, method);
        Row first = rows.get(0);
        var parameters = new TreeMap<String, Double>();
        method.stepSize().ifPresent(value -> parameters.put("stepSize", value));
        method.momentum().ifPresent(value -> parameters.put("momentum", value));
        if (method.decoupledDecay()) {
            parameters.put("decoupledDecay", 1.0);
        }
        RunSpec spec = new RunSpec(
                new ObjectiveSpec(Objectives.UNKNOWN, new TreeMap<>(), "", new TreeMap<>(), new TreeMap<>()),
                new InitialSpec.Given(first.weights()),
                method.weightDecay().orElse(Double.NaN),
                "l2",
                new MethodSpec(METHOD, parameters),
                new StopRule(
                        OptionalDouble.of(rows.get(rows.size() - 1).time()),
                        OptionalDouble.empty(),
                        OptionalDouble.empty()),
                0);
        var started = new RunStarted(
                runId,
                name,
                spec,
                0,
                first.weights().length,
                0,
                "another program, imported from " + file.getFileName() + " by " + Software.NAME,
                System.currentTimeMillis());
        ForeignRun run = new ForeignRun(started, rows);
        EventSizes.checkFits(run.step(0, first, 0, new byte[32]));
        return run;
    }

    private static List<Row> rows(Path file, ForeignColumns columns, ForeignMethod method) {
        NumberTable table = NumberTable.open(file);
        if (columns.time().isPresent() == columns.iteration().isPresent()
                && (columns.time().isPresent() || method.stepSize().isEmpty())) {
            throw new BadInput("The times are needed once: name --time-column, or --iteration-column with"
                    + " --step-size, or give --step-size alone for a row in each iteration.");
        }
        if (columns.iteration().isPresent() && method.stepSize().isEmpty()) {
            throw new BadInput("--iteration-column needs --step-size: time is the product of both.");
        }
        int time = place(table, columns.time().or(columns::iteration));
        int train = place(table, columns.trainLoss());
        int test = place(table, columns.testLoss());
        int gradient = place(table, columns.gradientNorm());
        int[] weights = weights(table, columns.weights(), List.of(time, train, test, gradient));
        int[] places = IntStream.concat(IntStream.of(time, train, test, gradient), IntStream.of(weights))
                .map(place -> Math.max(0, place))
                .toArray();
        double scale = columns.time().isPresent() ? 1 : method.stepSize().orElse(1);
        List<Row> rows = new ArrayList<>();
        for (double[] cells : table.read(places)) {
            double t = time < 0 ? scale * rows.size() : scale * cells[0];
            Row row = new Row(
                    t,
                    train < 0 ? Double.NaN : cells[1],
                    test < 0 ? Double.NaN : cells[2],
                    gradient < 0 ? Double.NaN : cells[3],
                    Arrays.copyOfRange(cells, 4, cells.length));
            check(file, rows, row);
            rows.add(row);
        }
        if (rows.isEmpty()) {
            throw new BadInput(file + " has no rows; give one for each recorded moment.");
        }
        return rows;
    }

    private static int place(NumberTable table, Optional<String> column) {
        return column.map(table::place).orElse(-1);
    }

    private static int[] weights(NumberTable table, List<String> words, List<Integer> taken) {
        List<String> columns = table.columns();
        int[] places = words.isEmpty()
                ? IntStream.range(0, columns.size())
                        .filter(place -> !taken.contains(place))
                        .toArray()
                : words.stream()
                        .flatMapToInt(word -> word.endsWith("*")
                                ? IntStream.range(0, columns.size())
                                        .filter(place ->
                                                columns.get(place).startsWith(word.substring(0, word.length() - 1)))
                                : IntStream.of(table.place(word)))
                        .toArray();
        if (places.length == 0) {
            throw new BadInput("No column is left for the weights; name them with --weight-columns.");
        }
        return places;
    }

    private static void check(Path file, List<Row> before, Row row) {
        int number = before.size() + 1;
        if (!Double.isFinite(row.time())) {
            throw new BadInput("Row " + number + " of " + file + " has the time " + NumberText.exact(row.time())
                    + "; every row needs a finite one.");
        }
        if (!before.isEmpty() && !(row.time() > before.get(before.size() - 1).time())) {
            throw new BadInput("Row " + number + " of " + file + " has the time " + NumberText.exact(row.time())
                    + ", not after "
                    + NumberText.exact(before.get(before.size() - 1).time()) + " of the row before; sort the rows, each"
                    + " time once.");
        }
        for (int i = 0; i < row.weights().length; i++) {
            if (!Double.isFinite(row.weights()[i])) {
                throw new BadInput("Row " + number + " of " + file + " has " + NumberText.exact(row.weights()[i])
                        + " for weight " + (i + 1) + "; leave out the rows that are not finite.");
            }
        }
    }

    /** The first event. */
    public RunStarted started() {
        return started;
    }

    /** How many moments were recorded. */
    public int steps() {
        return rows.size();
    }

    /**
     * Appends the run to the log.
     *
     * @param kafka settings of Kafka clients. Not modified.
     * @throws UserException if the log has a run of this id, or does not take it
     */
    public RunEnded write(LogConnection kafka) {
        StepDigest digests = new StepDigest();
        try (RunWriter writer = RunWriter.start(WriterSettings.of(kafka), started)) {
            byte[] digest = digests.first(started.spec());
            double before = rows.get(0).time();
            for (int seq = 0; seq < rows.size(); seq++) {
                Row row = rows.get(seq);
                StepTaken step = step(seq, row, row.time() - before, digest);
                // d_0 covers the spec and the first state, as for every run
                digest = seq == 0 ? digest : digests.next(digest, step);
                writer.append(step(seq, row, row.time() - before, digest));
                before = row.time();
            }
            RunEnded end = new RunEnded(
                    started.runId(),
                    rows.size(),
                    rows.size() - 1,
                    before,
                    Outcome.COMPLETED,
                    METHOD,
                    "What another program recorded ends here.",
                    digest,
                    System.currentTimeMillis());
            writer.append(end);
            return end;
        }
    }

    private StepTaken step(int seq, Row row, double stepSize, byte[] digest) {
        return new StepTaken(
                started.runId(),
                seq,
                seq,
                row.time(),
                stepSize,
                row.trainLoss(),
                row.testLoss(),
                Vectors.normSquared(row.weights()),
                row.gradientNorm(),
                row.weights(),
                new double[0],
                new double[0],
                false,
                0,
                digest);
    }
}
