package io.driftlog.node.cli.output;

import static io.driftlog.events.NumberText.readable;
import static io.driftlog.events.NumberText.readableOrHyphen;

import io.driftlog.events.RunSpec;
import io.driftlog.events.StepTaken;

/** The steps of a run under way: one row per half decade of flow time, and at least one every two seconds. */
public final class StepTable {
    private static final double LINES_PER_DECADE = 2;
    private static final long QUIET_NANOS = 2_000_000_000L;
    private static final int BAR = 20;
    private static final double FIRST_TIME = 1e-2;

    private final Console console;
    private final double endTime;
    private double nextTime;
    private long printed = -1;
    private long lastLine = System.nanoTime();

    public StepTable(Console console, RunSpec spec) {
        this.console = console;
        this.endTime = spec.endTime();
    }

    /** Where it prints. */
    public Console console() {
        return console;
    }

    private void header() {
        console.line("%10s %9s %11s %11s %11s %11s", "t", "step", "train loss", "test loss", "||w||^2", "||grad F||");
    }

    /** A step was taken; prints it if it is time for a line. */
    public void step(StepTaken step) {
        long now = System.nanoTime();
        if (step.time() < nextTime && now - lastLine < QUIET_NANOS) {
            return;
        }
        lastLine = now;
        print(step);
        while (nextTime <= step.time()) {
            nextTime = nextTime == 0 ? FIRST_TIME : nextTime * Math.pow(10, 1 / LINES_PER_DECADE);
        }
    }

    /** Prints a step, unless it is the one printed last. */
    public void print(StepTaken step) {
        if (step.seq() == printed) {
            return;
        }
        if (printed < 0) {
            header();
        }
        printed = step.seq();
        console.line(
                "%10s %9d %11s %11s %11s %11s  %s",
                readable(step.time()),
                step.step(),
                readable(step.trainLoss()),
                readableOrHyphen(step.testLoss()),
                readable(step.weightNormSquared()),
                readable(step.gradientNorm()),
                bar(step.time()));
    }

    /** How far the run is in log time; nothing for a run without an end time. */
    private String bar(double time) {
        if (Double.isInfinite(endTime) || endTime <= FIRST_TIME) {
            return "";
        }
        double fraction = Math.log(Math.max(time, FIRST_TIME) / FIRST_TIME) / Math.log(endTime / FIRST_TIME);
        int filled = (int) Math.round(BAR * Math.min(1, fraction));
        return "[" + "#".repeat(filled) + ".".repeat(BAR - filled) + "]";
    }
}
