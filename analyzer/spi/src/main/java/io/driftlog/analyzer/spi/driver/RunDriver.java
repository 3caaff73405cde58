package io.driftlog.analyzer.spi.driver;

import io.driftlog.analyzer.spi.RunFold;
import io.driftlog.analyzer.spi.SpiVersion;
import io.driftlog.analyzer.spi.driver.Progress.Phase;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Drives the fold of one run, event by event. The progress goes in and out, so a host may return to an earlier one. For
 * one thread at a time.
 *
 * <p>Repeated events, and events after the end, are dropped. A gap, and a plug-in that throws or returns null, end the
 * fold with a {@code failed} finding. The end of the run adds a {@code completed} finding.
 *
 * @param <S> the analyzer's state
 */
public final class RunDriver<S> {
    private static final int LONGEST_TEXT = 500;

    private final FoldDriver<S> driver;
    private final RunStarted run;
    private @Nullable RunFold<S> fold;
    private String lastRunId;

    RunDriver(FoldDriver<S> driver, RunStarted run) {
        this.driver = driver;
        this.run = run;
        this.lastRunId = run.runId();
    }

    /**
     * The result of an event.
     *
     * @param progress the new progress; the old one when the event was dropped
     * @param findings what was found at this event, in order; mostly empty
     * @param <S> the analyzer's state
     */
    public record Result<S>(Progress<S> progress, List<FindingRecorded> findings) {
        /**
         * Copies the findings.
         *
         * @param progress the new progress
         * @param findings in order
         */
        public Result {
            findings = List.copyOf(findings);
        }
    }

    /** {@return the progress before the first event} */
    public Progress<S> initial() {
        return Progress.start();
    }

    /**
     * Takes an event of this run.
     *
     * @param progress how far the fold has come. Not modified.
     * @param event the next event, or a repeated one. Not modified.
     * @return the new progress, and the findings under their identity
     * @throws IllegalArgumentException if the event belongs to another run
     */
    public Result<S> accept(Progress<S> progress, TrajectoryEvent event) {
        expectRun(event.runId());
        if (progress.phase() != Phase.RUNNING) {
            return unchanged(progress);
        }
        if (event instanceof StepTaken step) {
            return step(progress, step);
        }
        if (event instanceof RunEnded end) {
            return end(progress, end);
        }
        return started(progress);
    }

    /**
     * Takes several events of this run: like {@link #accept} for each, at less cost.
     *
     * @param progress how far the fold has come. Not modified.
     * @param events in order. Not modified.
     * @param found called with the findings at an event, if any, and the index of the event
     * @return the progress after the last of them
     * @throws IllegalArgumentException if an event belongs to another run
     */
    public Progress<S> acceptAll(
            Progress<S> progress, List<TrajectoryEvent> events, ObjIntConsumer<List<FindingRecorded>> found) {
        Progress<S> last = progress;
        S state = last.state().orElse(null); // with nextSeq, the progress; null where accept is called
        long nextSeq = last.nextSeq();
        for (int i = 0; i < events.size(); i++) {
            TrajectoryEvent event = events.get(i);
            expectRun(event.runId());
            List<FindingRecorded> findings;
            if (state != null && event instanceof StepTaken step && step.seq() == nextSeq) {
                try {
                    RunFold.Fold<S> next = folded(state, step);
                    findings = recorded(nextSeq, next.findings());
                    state = next.state();
                    nextSeq++;
                } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
                    Result<S> failed = threw(nextSeq, e);
                    findings = failed.findings();
                    last = failed.progress();
                    state = null;
                }
            } else {
                Result<S> result = accept(state == null ? last : Progress.running(nextSeq, state), event);
                findings = result.findings();
                last = result.progress();
                state = last.state().orElse(null);
                nextSeq = last.nextSeq();
            }
            if (!findings.isEmpty()) {
                found.accept(findings, i);
            }
        }
        return state == null ? last : Progress.running(nextSeq, state);
    }

    /** Gives a step to the plug-in. */
    private RunFold.Fold<S> folded(S state, StepTaken step) {
        RunFold.Fold<S> next = fold().accept(state, step);
        driver.check(next.state());
        return next;
    }

    @SuppressWarnings("ReferenceEquality") // equal but not identical ids are only slower
    private void expectRun(String runId) {
        if (runId == lastRunId) {
            return;
        }
        if (!runId.equals(run.runId())) {
            throw new IllegalArgumentException(
                    "an event of run " + runId + " was given to the fold of run " + run.runId());
        }
        lastRunId = runId;
    }

    /**
     * Ends the fold because the next record of this run cannot be read.
     *
     * @param progress how far the fold has come. Not modified.
     * @param why a sentence that says where the record is and what is wrong with it
     * @return the progress after that, and a {@code failed} finding
     */
    public Result<S> unreadable(Progress<S> progress, String why) {
        return progress.phase() == Phase.RUNNING ? failed(progress.nextSeq(), why) : unchanged(progress);
    }

    /** Opens the run, so that a plug-in that cannot do so fails at its start. */
    private Result<S> started(Progress<S> progress) {
        if (progress.nextSeq() > 0) {
            return unchanged(progress);
        }
        return guarded(0, () -> {
            state(progress);
            return unchanged(progress);
        });
    }

    private Result<S> step(Progress<S> progress, StepTaken step) {
        if (step.seq() < progress.nextSeq()) {
            return unchanged(progress);
        }
        if (step.seq() > progress.nextSeq()) {
            return failed(step.seq(), gap("step", progress.nextSeq(), step.seq()));
        }
        return guarded(step.seq(), () -> {
            RunFold.Fold<S> next = folded(state(progress), step);
            return new Result<>(Progress.running(step.seq() + 1, next.state()), recorded(step.seq(), next.findings()));
        });
    }

    private Result<S> end(Progress<S> progress, RunEnded end) {
        if (end.seq() != progress.nextSeq()) {
            return failed(end.seq(), gap("end of the run", progress.nextSeq(), end.seq()));
        }
        return guarded(end.seq(), () -> {
            List<Finding> findings = new ArrayList<>(fold().finish(state(progress), end));
            List<FindingRecorded> recorded = new ArrayList<>(recorded(end.seq(), findings));
            recorded.add(driver.recorded(run.runId(), end.seq(), recorded.size(), completed(end)));
            return new Result<>(Progress.over(Phase.ENDED, end.seq()), recorded);
        });
    }

    private RunFold<S> fold() {
        RunFold<S> opened = fold;
        if (opened == null) {
            opened = Objects.requireNonNull(driver.openFold(run), "open returned null");
            fold = opened;
        }
        return opened;
    }

    private S state(Progress<S> progress) {
        RunFold<S> opened = fold();
        if (progress.state().isPresent()) {
            return progress.state().get();
        }
        S initial = opened.initial();
        driver.check(initial);
        return initial;
    }

    /** Runs code of the plug-in; what it throws, but for an error of the virtual machine, ends only its own fold. */
    private Result<S> guarded(long seq, Supplier<Result<S>> folding) {
        try {
            return folding.get();
        } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
            return threw(seq, e);
        }
    }

    private Result<S> threw(long seq, Throwable thrown) {
        return failed(seq, thrown instanceof LinkageError link ? SpiVersion.explain(link) : "it threw " + text(thrown));
    }

    private List<FindingRecorded> recorded(long seq, List<Finding> findings) {
        if (findings.isEmpty()) {
            return List.of();
        }
        List<FindingRecorded> recorded = new ArrayList<>(findings.size());
        for (Finding finding : findings) {
            requireComplete(finding);
            recorded.add(driver.recorded(run.runId(), seq, recorded.size(), finding));
        }
        return recorded;
    }

    private static void requireComplete(Finding finding) {
        Objects.requireNonNull(finding, "a finding is null");
        Objects.requireNonNull(finding.kind(), "the kind of a finding is null");
        Objects.requireNonNull(finding.stage(), "the stage of a finding is null");
        Objects.requireNonNull(finding.time(), "the time of a finding is null");
        Objects.requireNonNull(finding.sentence(), "the sentence of a finding is null");
        finding.values().forEach((name, value) -> Objects.requireNonNull(value, "a value of a finding is null"));
        finding.vectors().forEach((name, vector) -> Objects.requireNonNull(vector, "a vector of a finding is null"));
        if (finding.kind().equals(Finding.COMPLETED) || finding.kind().equals(Finding.FAILED)) {
            throw new IllegalArgumentException("only the fold driver issues findings of kind " + finding.kind());
        }
    }

    private Result<S> unchanged(Progress<S> progress) {
        return new Result<>(progress, List.of());
    }

    private Result<S> failed(long seq, String why) {
        String sentence = driver.id() + " gave up this run at seq " + seq + ": " + why;
        Finding finding = Finding.of(Finding.FAILED, Stage.FINAL, Optional.empty(), Map.of(), sentence);
        return new Result<>(Progress.over(Phase.FAILED, seq), List.of(driver.recorded(run.runId(), seq, 0, finding)));
    }

    private Finding completed(RunEnded end) {
        String sentence = driver.id() + " has read the whole run: " + end.steps() + " steps, "
                + end.outcome().name().toLowerCase(Locale.ROOT);
        return Finding.of(
                Finding.COMPLETED, Stage.FINAL, Optional.empty(), Map.of("steps", (double) end.steps()), sentence);
    }

    private static String gap(String what, long expected, long found) {
        return "events are missing or out of order; seq " + expected + " was expected, and the next " + what
                + " has seq " + found;
    }

    /** The exception as text; its message, too, comes from code of the plug-in. */
    private static String text(Throwable thrown) {
        String name = thrown.getClass().getName();
        try {
            String message = thrown.getMessage();
            String text = message == null ? name : name + ": " + message;
            return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
        } catch (RuntimeException e) {
            return name;
        }
    }
}
