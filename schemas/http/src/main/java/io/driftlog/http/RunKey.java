package io.driftlog.http;

import io.driftlog.events.NearestWord;
import io.driftlog.events.UserException.BadInput;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A property of runs by which they are selected and sorted. It has the name of the spec's key where there is one, and
 * else the name in the JSON of a run.
 *
 * @param name as users write it
 * @param isNumber whether it is a number; else it is a word
 * @param value a {@code Double} or a {@code String}; null where a run has none
 */
public record RunKey(String name, boolean isNumber, Value value) {
    /** Takes a property from a run. */
    public interface Value {
        @Nullable
        Object of(RunView run);
    }

    /** Of one length, so that words in the order of letters are in the order of time. */
    private static final DateTimeFormatter INSTANT =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private static final List<RunKey> ALL = List.of(
            word("run", RunView::runId),
            word("name", RunView::name),
            word("state", RunView::state),
            word("verdict", run -> run.verdict() == null ? null : run.verdict().kind()),
            word("objective", ofSetup(RunView.Setup::objective)),
            word("generator", ofSetup(RunView.Setup::generator)),
            word("method", ofSetup(RunView.Setup::method)),
            word("regularizer", ofSetup(RunView.Setup::regularizer)),
            number("weightDecay", ofSetup(RunView.Setup::weightDecay)),
            number("seed", ofSetup(RunView.Setup::seed)),
            number("dimension", ofSetup(RunView.Setup::dimension)),
            number("samples", ofSetup(RunView.Setup::samples)),
            word(
                    "origin",
                    ofSetup(setup ->
                            setup.origin() == null ? null : setup.origin().runId())),
            number("steps", RunView::steps),
            number("events", RunView::events),
            number("findings", RunView::findings),
            number("time", RunView::time),
            number("trainLoss", ofLast(RunView.Last::trainLoss)),
            number("testLoss", ofLast(RunView.Last::testLoss)),
            number("weightNormSquared", ofLast(RunView.Last::weightNormSquared)),
            number("gradientNorm", ofLast(RunView.Last::gradientNorm)),
            word("startedAt", run -> INSTANT.format(run.startedAt())),
            word("updatedAt", run -> INSTANT.format(run.updatedAt())));

    private static RunKey word(String name, Value value) {
        return new RunKey(name, false, run -> {
            Object word = value.of(run);
            return word == null ? null : word.toString();
        });
    }

    private static RunKey number(String name, Value value) {
        return new RunKey(
                name, true, run -> value.of(run) instanceof Number number ? (Double) number.doubleValue() : null);
    }

    private static Value ofSetup(Function<RunView.Setup, @Nullable Object> value) {
        return run -> run.setup() == null ? null : value.apply(run.setup());
    }

    private static Value ofLast(Function<RunView.Last, @Nullable Object> value) {
        return run -> run.last() == null ? null : value.apply(run.last());
    }

    /**
     * The property of a name.
     *
     * @param option what names it, for the message
     * @throws BadInput if there is none
     */
    static RunKey of(String option, String name) {
        String wanted = name.replaceFirst("\\.type$", "");
        List<String> names = new ArrayList<>();
        for (RunKey key : ALL) {
            if (key.name.equalsIgnoreCase(wanted)) {
                return key;
            }
            names.add(key.name);
        }
        throw new BadInput(option + ": runs have no " + Refusals.shown(name)
                + NearestWord.ending(wanted, names, "; they have " + String.join(", ", names) + "."));
    }
}
