package io.driftlog.node.cli.options;

import io.driftlog.simulator.service.RunIds;
import io.driftlog.simulator.service.foreign.ForeignColumns;
import io.driftlog.simulator.service.foreign.ForeignMethod;
import io.driftlog.simulator.service.foreign.ForeignRun;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The meaning of the columns of a table that another program wrote. */
public final class ForeignOptions {
    @Option(
            names = "--time-column",
            paramLabel = "COLUMN",
            description = "Flow time of each row. By name, or number from 1.")
    @Nullable
    String time;

    @Option(
            names = "--iteration-column",
            paramLabel = "COLUMN",
            description = "Iteration of each row, instead of its time, which is iteration * --step-size.")
    @Nullable
    String iteration;

    @Option(
            names = "--weight-columns",
            paramLabel = "COLUMN,…",
            split = ",",
            description = "The weights; w* for all columns whose names begin with w. Default: all other columns.")
    List<String> weights = List.of();

    @Option(names = "--train-loss-column", paramLabel = "COLUMN", description = "The training loss.")
    @Nullable
    String trainLoss;

    @Option(names = "--test-loss-column", paramLabel = "COLUMN", description = "The test loss.")
    @Nullable
    String testLoss;

    @Option(
            names = "--gradient-norm-column",
            paramLabel = "COLUMN",
            description = "The norm of the training loss's gradient, without the weight decay.")
    @Nullable
    String gradientNorm;

    @Option(names = "--step-size", paramLabel = "ETA", description = "The learning rate.")
    @Nullable
    Double stepSize;

    @Option(names = "--momentum", paramLabel = "B", description = "Heavy-ball momentum.")
    @Nullable
    Double momentum;

    @Option(
            names = "--weight-decay",
            paramLabel = "LAMBDA",
            description = "The weight decay, 0 if there was none. Default: not known.")
    @Nullable
    Double weightDecay;

    @Option(names = "--decoupled-decay", description = "The weight decay was not part of the momentum.")
    boolean decoupledDecay;

    @Option(names = "--name", paramLabel = "NAME", description = "Name of the run. Default: the file's.")
    @Nullable
    String name;

    @Option(names = "--run", paramLabel = "RUN", description = "The run's id. Default: a new one.")
    @Nullable
    String runId;

    /** Whether the file is a table of another program, by its name. */
    public static boolean isForeign(Path file) {
        String lower = file.toString().toLowerCase(Locale.ROOT);
        return lower.endsWith(".csv") || lower.endsWith(".npy");
    }

    public ForeignRun read(Path file) {
        var columns = new ForeignColumns(
                Optional.ofNullable(time),
                Optional.ofNullable(iteration),
                Optional.ofNullable(trainLoss),
                Optional.ofNullable(testLoss),
                Optional.ofNullable(gradientNorm),
                weights);
        var method = new ForeignMethod(number(stepSize), number(momentum), decoupledDecay, number(weightDecay));
        String called = name == null ? String.valueOf(file.getFileName()).replaceAll("[.][^.]*$", "") : name;
        return ForeignRun.read(runId == null ? RunIds.next(called) : runId, called, file, columns, method);
    }

    private static OptionalDouble number(@Nullable Double value) {
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
