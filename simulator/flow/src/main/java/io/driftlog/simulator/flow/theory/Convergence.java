package io.driftlog.simulator.flow.theory;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An error over a range of lambda, and how it falls.
 *
 * @param weightDecays lambda, falling. Not copied, never modified.
 * @param scale what the error is a power of, as many: lambda itself, or a function of it. Not copied, never modified.
 * @param errors as many. Not copied, never modified.
 * @param expected the exponent that first-order perturbation would give
 * @param floor errors up to this cannot be resolved
 */
public record Convergence(double[] weightDecays, double[] scale, double[] errors, double expected, double floor) {
    /** An exponent between two neighbours counts as the expected one within this. */
    private static final double NEAR = 0.1;
    /** Fewest points that make a rate. */
    private static final int ENOUGH = 3;

    /** How it falls. */
    public enum Outcome {
        /** With the expected exponent, over at least three lambda. */
        AT_THE_EXPECTED_RATE,
        /** To zero as far as can be seen, with another exponent. */
        AT_ANOTHER_RATE,
        /** It does not fall. */
        NOT,
        /** Too few values above the accuracy of the integration. */
        UNDETERMINED
    }

    /** The exponents between neighbours, from the largest lambda on; NaN where one is not above the floor. */
    public double[] localExponents() {
        double[] exponents = new double[Math.max(0, errors.length - 1)];
        for (int i = 0; i < exponents.length; i++) {
            exponents[i] = isAbove(i) && isAbove(i + 1)
                    ? StrictMath.log(errors[i] / errors[i + 1]) / StrictMath.log(scale[i] / scale[i + 1])
                    : Double.NaN;
        }
        return exponents;
    }

    private boolean isAbove(int i) {
        return errors[i] > floor;
    }

    /** Whether enough errors are above the floor to tell a rate. */
    public boolean isResolved() {
        return resolved() >= ENOUGH;
    }

    /** The number of errors, the largest lambda first, above the floor. */
    private int resolved() {
        int count = 0;
        while (count < errors.length && isAbove(count)) {
            count++;
        }
        return count;
    }

    /**
     * The index of the largest lambda from which on neighbours show the expected exponent; {@link #resolved} if none.
     */
    public int asymptoticFrom() {
        double[] exponents = localExponents();
        int from = resolved() - 1;
        while (from > 0 && Math.abs(exponents[from - 1] - expected) <= NEAR) {
            from--;
        }
        return resolved() - from >= ENOUGH ? from : resolved();
    }

    /** The largest lambda from which on the expected exponent holds; empty if it never does over three lambda. */
    public OptionalDouble holdsFrom() {
        int from = asymptoticFrom();
        return from < resolved() ? OptionalDouble.of(weightDecays[from]) : OptionalDouble.empty();
    }

    /**
     * The power law: over all lambda from which on the expected exponent holds, otherwise over the three smallest whose
     * errors are above the floor.
     */
    public Optional<PowerLaw> fit() {
        int to = resolved();
        int from = Math.min(asymptoticFrom(), Math.max(0, to - ENOUGH));
        return PowerLaw.fit(Arrays.copyOfRange(scale, from, to), Arrays.copyOfRange(errors, from, to));
    }

    /** How it falls. */
    public Outcome outcome() {
        if (!isResolved()) {
            return errors.length >= ENOUGH && errors[errors.length - 1] <= floor
                    ? Outcome.AT_ANOTHER_RATE
                    : Outcome.UNDETERMINED;
        }
        if (holdsFrom().isPresent()) {
            return Outcome.AT_THE_EXPECTED_RATE;
        }
        boolean falls = fit().map(law -> law.exponent() > 2 * NEAR).orElse(false) && errors[resolved() - 1] < errors[0];
        return falls ? Outcome.AT_ANOTHER_RATE : Outcome.NOT;
    }

    /** Whether it goes to zero with lambda, as far as can be seen. */
    public boolean falls() {
        return outcome() == Outcome.AT_THE_EXPECTED_RATE || outcome() == Outcome.AT_ANOTHER_RATE;
    }
}
