package io.driftlog.simulator.flow.formula;

/** A formula that cannot be understood; the message quotes it and mostly names the character. */
public final class FormulaException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private static final int LONGEST_QUOTE = 200;

    private final boolean test;

    /**
     * @param formula the whole text
     * @param at index of the character, from 0
     * @param problem what is wrong, and what to do
     */
    FormulaException(String formula, int at, String problem) {
        this("'" + quoted(formula) + "', character " + (at + 1) + ": " + problem, false);
    }

    /** The same about the whole formula. */
    FormulaException(String formula, String problem) {
        this("'" + quoted(formula) + "': " + problem, false);
    }

    private FormulaException(String message, boolean test) {
        super(message);
        this.test = test;
    }

    private static String quoted(String formula) {
        return formula.length() <= LONGEST_QUOTE ? formula : formula.substring(0, LONGEST_QUOTE) + "…";
    }

    /** The same, found in a formula of the test loss. */
    FormulaException inTest() {
        return new FormulaException(String.valueOf(getMessage()), true);
    }

    /** Whether it was found in a formula of the test loss. */
    public boolean isInTest() {
        return test;
    }
}
