package io.driftlog.export;

import io.driftlog.events.StepTaken;
import io.driftlog.log.FileException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * CSV with a header line, numbers with all the digits that tell them apart, {@code NaN} where there is none; the weights
 * as columns {@code w1 … wd}, empty for a step recorded without them.
 */
public final class CsvSteps implements StepTableWriter {
    private static final String COLUMNS =
            "seq,step,time,stepSize,trainLoss,testLoss,weightNormSquared,gradientNorm,restartPoint,rejected,sample,digest";

    private final Path file;
    private final int weights;
    private final BufferedWriter out;

    /**
     * Opens a file and writes the header.
     *
     * @param weights how many columns of weights there are
     * @throws FileException if it cannot be written
     */
    public CsvSteps(Path file, int weights) {
        this.file = file;
        this.weights = weights;
        try {
            this.out = Files.newBufferedWriter(file);
            out.append(COLUMNS);
            for (int i = 1; i <= weights; i++) {
                out.append(",w").append(Integer.toString(i));
            }
            out.append('\n');
        } catch (IOException e) {
            throw FileException.writing(file, e);
        }
    }

    @Override
    public void append(StepTaken step) {
        try {
            out.append(Long.toString(step.seq())).append(',').append(Long.toString(step.step()));
            for (double number : new double[] {
                step.time(),
                step.stepSize(),
                step.trainLoss(),
                step.testLoss(),
                step.weightNormSquared(),
                step.gradientNorm()
            }) {
                out.append(',').append(Double.toString(number));
            }
            out.append(',').append(Boolean.toString(step.restartPoint()));
            out.append(',').append(Integer.toString(step.rejected()));
            out.append(',').append(Boolean.toString(step.isSample()));
            out.append(',').append(HexFormat.of().formatHex(step.digest()));
            for (int i = 0; i < weights; i++) {
                out.append(',').append(i < step.weights().length ? Double.toString(step.weights()[i]) : "");
            }
            out.append('\n');
        } catch (IOException e) {
            throw FileException.writing(file, e);
        }
    }

    @Override
    public void finish() {
        try {
            out.flush();
        } catch (IOException e) {
            throw FileException.writing(file, e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw FileException.writing(file, e);
        }
    }
}
