package io.driftlog.http;

import io.driftlog.events.UserException.BadInput;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order of runs. Runs without the property come last, and equal ones stay as they are.
 *
 * @param key the property
 * @param descending whether the largest comes first
 */
public record RunOrder(RunKey key, boolean descending) {
    /**
     * Reads an order.
     *
     * @param text a property, with a minus before it for descending order
     * @throws BadInput if runs have no such property
     */
    public static RunOrder parse(String text) {
        boolean descending = text.startsWith("-");
        return new RunOrder(RunKey.of("--sort", text.substring(descending ? 1 : 0)), descending);
    }

    /**
     * The order that options ask for.
     *
     * @param sort a property; null for the beginning of the runs, the newest first
     * @param reverse whether to turn it round
     */
    public static RunOrder of(@Nullable String sort, boolean reverse) {
        RunOrder order = parse(sort == null ? "-startedAt" : sort);
        return new RunOrder(order.key, order.descending != reverse);
    }

    /** Runs in this order. */
    public List<RunView> sorted(List<RunView> runs) {
        Comparator<Object> values = (a, b) -> a instanceof Double number
                ? Double.compare(number, (Double) b)
                : String.CASE_INSENSITIVE_ORDER.compare((String) a, (String) b);
        return runs.stream()
                .sorted(Comparator.comparing(
                        run -> key.value().of(run), Comparator.nullsLast(descending ? values.reversed() : values)))
                .toList();
    }
}
