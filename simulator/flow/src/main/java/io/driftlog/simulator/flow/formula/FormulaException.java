package io.driftlog.simulator.flow.formula;

/** A formula that cannot be understood; the message quotes it and names the character. */
public final class FormulaException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * @param formula the whole text
     * @param at index of the character, from 0
     * @param problem what is wrong, and what to do
     */
    FormulaException(String formula, int at, String problem) {
        super("'" + formula + "', character " + (at + 1) + ": " + problem);
    }
}
