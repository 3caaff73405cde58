package io.driftlog.analyzer.detectors.effective;

import io.driftlog.analyzer.detectors.FindingNumbers;
import io.driftlog.analyzer.detectors.effective.SingularityAnalyzer.Definition;
import io.driftlog.analyzer.detectors.phase.Crossings;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.BracketedTime;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.FindingKinds;
import io.driftlog.events.NumberText;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Findings about collapsing eigenvalues.
 *
 * @param definition the definitions
 * @param scale c in {@code F = c/2 ||r||^2}: {@code c J^T J} is the Hessian at zero residual
 * @param weightDecay lambda
 * @param spectra see {@link SingularityAnalyzer.State}; at least one row
 */
public record Collapse(Definition definition, double scale, double weightDecay, Table spectra) {
    public static final String SINGULARITY = FindingKinds.SINGULARITY;
    public static final String BOUND_FAILS = FindingKinds.MORSE_BOTT_BOUND_FAILS;

    /** Stands for a count that is not yet known. */
    private static final int UNTOLD = -1;

    private static final int EIGENVALUES = 2;
    /**
     * Eigenvalues below the largest of the first spectrum times this were 0 from the start: the square of 1e-12, which singular
     * values that are 0 reach by rounding.
     */
    private static final double ZERO = 1e-24;
    /** Before this slow time all eigenvalues fall with the norm of the weights. */
    private static final double EARLIEST = 4;

    private int last() {
        return spectra.rows() - 1;
    }

    private double slowTime(int row) {
        return spectra.at(row, 0);
    }

    private double eigenvalue(int row, int i) {
        return spectra.at(row, EIGENVALUES + i);
    }

    /** How many eigenvalues were not 0 when the slow phase began. */
    private int rank() {
        int rank = 0;
        while (rank < spectra.columns() - EIGENVALUES && eigenvalue(0, rank) > ZERO * eigenvalue(0, 0)) {
            rank++;
        }
        return rank;
    }

    /** The Morse-Bott bound, of the directions that counted when the slow phase began. */
    private double eta(int row) {
        return rank() == 0 ? Double.NaN : scale * eigenvalue(row, rank() - 1);
    }

    /** When the bound failed, if it fails at the last row: at t_WD if it had failed before. */
    Optional<BracketedTime> bound(BracketedTime onset) {
        double level = definition.separation() * weightDecay;
        int now = last();
        if (!(eta(now) < level)) {
            return Optional.empty();
        }
        int before = Math.max(0, now - 1);
        return Optional.of(
                before == now || !(eta(before) >= level)
                        ? new BracketedTime(
                                onset.estimate(), onset.lower(), Math.max(onset.upper(), spectra.at(now, 1)))
                        : Crossings.between(spectra.at(before, 1), eta(before), spectra.at(now, 1), eta(now), level));
    }

    Finding failed(BracketedTime time, Stage stage) {
        Map<String, Double> values = new TreeMap<>();
        FindingNumbers.put(values, "separation", definition.separation());
        FindingNumbers.put(values, "weightDecay", weightDecay);
        FindingNumbers.put(values, FindingKinds.SLOW_TIME, weightDecay * time.estimate());
        String sentence = "the Morse-Bott bound fails " + FindingNumbers.bracket(time) + ", slow time "
                + NumberText.readable(weightDecay * time.estimate())
                + ": eta, the rate at which the weights return to the"
                + " manifold of interpolators, is from there on less than "
                + NumberText.readable(definition.separation())
                + " lambda, lambda = " + NumberText.readable(weightDecay)
                + ", so that near the singular limit the effective flow's derivation loses its meaning";
        return Finding.of(BOUND_FAILS, stage, Optional.of(time), values, sentence);
    }

    /** How many eigenvalues fell by the factor while slow time doubled up to this row; -1 if the spectra do not reach back far enough. */
    private int collapsing(int row) {
        int half = row;
        while (half > 0 && slowTime(half) > 0.5 * slowTime(row)) {
            half--;
        }
        if (slowTime(row) < EARLIEST || slowTime(half) > 0.5 * slowTime(row)) {
            return UNTOLD;
        }
        int count = 0;
        for (int i = 0; i < rank(); i++) {
            if (eigenvalue(half, i) >= definition.collapse() * eigenvalue(row, i)) {
                count++;
            }
        }
        return count;
    }

    /** The summary. */
    Finding finding(BracketedTime onset, LimitShape limit) {
        int row = last();
        int collapsing = collapsing(row);
        SortedMap<String, Double> values = new TreeMap<>();
        FindingNumbers.put(values, "separation", definition.separation());
        FindingNumbers.put(values, "collapse", definition.collapse());
        FindingNumbers.put(values, "rank", rank());
        FindingNumbers.put(values, "lastSlowTime", slowTime(row));
        FindingNumbers.put(values, "firstEta", eta(0));
        FindingNumbers.put(values, "lastEta", eta(row));
        FindingNumbers.put(values, "lastEtaOverDecay", eta(row) / weightDecay);
        FindingNumbers.put(
                values, "lastConditionNumber", eigenvalue(row, 0) / eigenvalue(row, Math.max(0, rank() - 1)));
        if (collapsing >= 0) {
            FindingNumbers.put(values, "collapsing", collapsing);
            FindingNumbers.put(values, "effectiveRank", rank() - collapsing);
        }
        if (!limit.of().isEmpty()) {
            FindingNumbers.put(values, "limitParts", limit.count());
        }
        return new Finding(
                SINGULARITY, Stage.FINAL, Optional.of(onset), values, vectors(), sentence(collapsing, limit));
    }

    private SortedMap<String, double[]> vectors() {
        int rows = spectra.rows();
        double[] etas = new double[rows];
        double[] ranks = new double[rows];
        for (int i = 0; i < rows; i++) {
            etas[i] = eta(i);
            int collapsing = collapsing(i);
            ranks[i] = collapsing < 0 ? UNTOLD : rank() - collapsing;
        }
        int size = spectra.columns() - EIGENVALUES;
        double[] all = new double[rows * size];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(spectra.entries(), i * spectra.columns() + EIGENVALUES, all, i * size, size);
        }
        SortedMap<String, double[]> vectors = new TreeMap<>();
        vectors.put(FindingKinds.SLOW_TIME, spectra.column(0));
        vectors.put("eta", etas);
        vectors.put("effectiveRank", ranks);
        vectors.put("eigenvalues", all);
        return vectors;
    }

    private String sentence(int collapsing, LimitShape limit) {
        int row = last();
        StringBuilder text = new StringBuilder("spectrum of J J^T: at slow time ")
                .append(NumberText.readable(slowTime(row)))
                .append(", ");
        if (collapsing < 0) {
            text.append("too early to tell which of ")
                    .append(rank())
                    .append(" eigenvalues collapse (it takes slow time ")
                    .append(NumberText.readable(EARLIEST))
                    .append(")");
        } else {
            text.append(collapsing)
                    .append(" of ")
                    .append(rank())
                    .append(" eigenvalues collapse, by a factor of at least ")
                    .append(NumberText.readable(definition.collapse()))
                    .append(" since half that time; effective rank of J at the limit: ")
                    .append(rank() - collapsing)
                    .append(settled(row, collapsing));
        }
        if (!limit.of().isEmpty()) {
            text.append("; the predictor has ")
                    .append(limit.count())
                    .append(' ')
                    .append(limit.of())
                    .append(" above a hundredth of the largest");
        }
        text.append("; the Morse-Bott bound eta fell from ")
                .append(NumberText.readable(eta(0)))
                .append(" to ")
                .append(NumberText.readable(eta(row)))
                .append(", ")
                .append(NumberText.readable(eta(row) / weightDecay))
                .append(" lambda");
        return text.toString();
    }

    private String settled(int row, int collapsing) {
        int before = row;
        while (before > 0 && slowTime(before) > 0.7 * slowTime(row)) {
            before--;
        }
        int then = collapsing(before);
        return then == collapsing || then < 0
                ? ""
                : " (not settled: " + (rank() - then) + " at slow time " + NumberText.readable(slowTime(before)) + ")";
    }
}
