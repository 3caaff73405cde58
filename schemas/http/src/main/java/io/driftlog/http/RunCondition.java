package io.driftlog.http;

import io.driftlog.events.UserException.BadInput;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A condition on runs, such as {@code weightDecay<1e-4} or {@code verdict=grokked}. A run without the property meets no
 * condition but {@code !=}; case plays no part in words.
 *
 * @param key the property
 * @param operator one of {@code < <= > >= = !=}
 * @param value a {@code Double} or a {@code String}
 */
public record RunCondition(RunKey key, String operator, Object value) implements Predicate<RunView> {
    private static final String OPTION = "--where";
    private static final Pattern FORM = Pattern.compile("\\s*([\\w.-]+?)\\s*(<=|>=|!=|==?|<|>)\\s*(.*\\S)\\s*");

    /**
     * Reads a condition.
     *
     * @throws BadInput if it is none, or does not fit its property
     */
    public static RunCondition parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new BadInput(OPTION + ": '" + Refusals.shown(text)
                    + "' is no condition; write one such as 'weightDecay<1e-4' or 'verdict=grokked', in quotes.");
        }
        RunKey key = RunKey.of(OPTION, parts.group(1));
        String operator = parts.group(2).equals("==") ? "=" : parts.group(2);
        return new RunCondition(key, operator, key.isNumber() ? number(key, parts.group(3)) : parts.group(3));
    }

    private static Double number(RunKey key, String word) {
        try {
            return Double.valueOf(word);
        } catch (NumberFormatException e) {
            throw new BadInput(
                    OPTION + ": " + key.name() + " is a number, and '" + Refusals.shown(word)
                            + "' is none; write one such as 1e-4.",
                    e);
        }
    }

    /** All of several conditions. */
    public static Predicate<RunView> all(List<String> texts) {
        return texts.stream().<Predicate<RunView>>map(RunCondition::parse).reduce(run -> true, Predicate::and);
    }

    @Override
    public boolean test(RunView run) {
        Object actual = key.value().of(run);
        if (actual == null) {
            return operator.equals("!=");
        }
        int order = actual instanceof Double number
                ? Double.compare(number, (Double) value)
                : String.CASE_INSENSITIVE_ORDER.compare((String) actual, (String) value);
        return switch (operator) {
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            case ">=" -> order >= 0;
            case "=" -> order == 0;
            default -> order != 0;
        };
    }
}
