package io.driftlog.log.run;

import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.log.RunStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The events that were recorded of a run and are missing where it was read: in the log, or in an archive.
 *
 * @param runId the run
 * @param start whether RunStarted is missing
 * @param steps the missing steps, ascending
 * @param end whether RunEnded is missing
 * @param otherSteps whether the last step is not the one that RunEnded describes
 * @param tail whether no event is kept after the first missing one: the missing events can be appended
 * @param evidence how it is known
 * @param archived whether an archive lacks them, and not the log
 */
public record LostEvents(
        String runId,
        boolean start,
        List<Range> steps,
        boolean end,
        boolean otherSteps,
        boolean tail,
        Set<Evidence> evidence,
        boolean archived) {

    /** Missing steps from one seq to another, both included. */
    public record Range(long from, long to) {
        @Override
        public String toString() {
            return from == to ? "seq " + from : "seq " + from + " to " + to;
        }
    }

    /** What tells that there were more events. */
    public enum Evidence {
        /** The status of the run counts more events. */
        STATUS("its status"),
        /** RunEnded counts more steps, or has another digest than the last step. */
        END("its end"),
        /** A later event follows. */
        LATER_EVENT("a later event"),
        /** An analyzer found something at a later event. */
        FINDING("a finding");

        private final String words;

        Evidence(String words) {
            this.words = words;
        }
    }

    public LostEvents {
        steps = List.copyOf(steps);
        evidence = Set.copyOf(evidence);
    }

    /** The id of the run that takes the place of one that cannot be completed. */
    public static String idOfCopy(String runId) {
        return runId + "-repaired";
    }

    /** What is missing, in words: "seq 77 to 161 and the end". */
    public String inWords() {
        List<String> parts = new ArrayList<>();
        if (start) {
            parts.add("the first event");
        }
        steps.forEach(range -> parts.add(range.toString()));
        if (end) {
            parts.add("the end");
        }
        if (otherSteps) {
            parts.add("the steps that its end describes");
        }
        int last = parts.size() - 1;
        return last == 0 ? parts.get(0) : String.join(", ", parts.subList(0, last)) + " and " + parts.get(last);
    }

    /** How it is known, in words. */
    public String evidenceInWords() {
        return evidence.stream().sorted().map(each -> each.words).collect(Collectors.joining(" and "));
    }

    /** What is missing, how it is known, why it may be, and what to do. */
    public String sentence() {
        return archived
                ? sentenceOfArchive()
                : "The log lacks events of run " + runId + ": " + inWords() + " (known from " + evidenceInWords()
                        + "). Its broker cut or cannot read a damaged file, or records were deleted; `driftlog repair "
                        + runId
                        + "` restores them.";
    }

    private String sentenceOfArchive() {
        return "The archive lacks events of run " + runId + ": " + inWords() + " (known from " + evidenceInWords()
                + "). They were missing when it was written, or the file is damaged.";
    }

    /** Compares the events of a run, in order, with what is known of the run. For one thread. */
    public static final class Check {
        private final List<Range> gaps = new ArrayList<>();
        private final Set<Evidence> evidence = EnumSet.noneOf(Evidence.class);
        private boolean any;
        private boolean started;
        private long nextSeq;
        private @Nullable StepTaken last;
        private @Nullable RunEnded ended;
        private boolean otherSteps;

        /** Takes the next event that was read. */
        public void read(TrajectoryEvent event) {
            if (event instanceof RunStarted) {
                started = true;
            } else if (event instanceof StepTaken step) {
                expect(step.seq(), Evidence.LATER_EVENT);
                nextSeq = Math.max(nextSeq, step.seq() + 1);
                last = step;
            } else if (event instanceof RunEnded end) {
                expect(end.seq(), Evidence.END);
                ended = end;
                otherSteps = last != null
                        && nextSeq == end.seq()
                        && last.seq() == end.seq() - 1
                        && !Arrays.equals(last.digest(), end.digest());
                if (otherSteps) {
                    evidence.add(Evidence.END);
                }
            }
            if (!started && !any) {
                evidence.add(Evidence.LATER_EVENT);
            }
            any = true;
        }

        /** Notes a gap, if steps before this seq were not read. */
        private void expect(long seq, Evidence source) {
            if (seq > nextSeq) {
                gaps.add(new Range(nextSeq, seq - 1));
                evidence.add(source);
            }
        }

        /** Seq of the step after the last one that was read. */
        public long nextSeq() {
            return nextSeq;
        }

        /** The last step; empty if there is none. */
        public Optional<StepTaken> last() {
            return Optional.ofNullable(last);
        }

        /** The end; empty if it was not read. */
        public Optional<RunEnded> ended() {
            return Optional.ofNullable(ended);
        }

        /** Whether RunStarted was read. */
        public boolean isStarted() {
            return started;
        }

        /** Whether the run must have more events than were read so far, by a status that is older than the reading. */
        public boolean isBehind(@Nullable RunStatus status) {
            return status != null
                    && (!started
                            || nextSeq < status.nextSeq()
                            || (status.state().ended() && ended == null));
        }

        /**
         * What is missing; empty if nothing is.
         *
         * @param status the status that the run had before it was read; null if there is none
         * @param lastFinding seq of the last event at which an analyzer found something; -1 if there is none
         * @param archived whether the events come from an archive
         */
        public Optional<LostEvents> lost(String runId, @Nullable RunStatus status, long lastFinding, boolean archived) {
            if (!any && status == null && lastFinding < 0) {
                return Optional.empty();
            }
            Set<Evidence> known = EnumSet.noneOf(Evidence.class);
            known.addAll(evidence);
            List<Range> missing = new ArrayList<>(gaps);
            long expected = nextSeq;
            boolean endMissing = false;
            if (ended == null && status != null) {
                expected = Math.max(expected, status.nextSeq());
                endMissing = status.state().ended();
                if (expected > nextSeq || endMissing || !started) {
                    known.add(Evidence.STATUS);
                }
            }
            // The event of a finding is a step, or the end that follows the steps before it.
            if (ended == null && lastFinding > expected) {
                expected = lastFinding;
                known.add(Evidence.FINDING);
            }
            if (expected > nextSeq) {
                missing.add(new Range(nextSeq, expected - 1));
            }
            if (started && missing.isEmpty() && !endMissing && !otherSteps) {
                return Optional.empty();
            }
            boolean tail = gaps.isEmpty() && ended == null && (started || !any);
            return Optional.of(new LostEvents(runId, !started, missing, endMissing, otherSteps, tail, known, archived));
        }
    }
}
