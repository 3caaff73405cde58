package io.driftlog.simulator.flow.objective;

/**
 * The mean cross-entropy {@code -log p_y} of n labelled samples with {@code p = softmax(f)}. With one output its score
 * stands for class 1 and class 0 has the score 0: the logistic loss {@code log(1 + exp(-q))}. Small losses and
 * probabilities keep their relative precision, and no score overflows.
 */
final class CrossEntropy {
    private final int[] labels;
    private final int fixed;
    private final double[] lead;
    private final double[] probability;

    /**
     * @param labels classes from 0. Not copied, never modified.
     * @param classes number of classes, at least 2
     * @param outputs as many, or 1 for two classes
     */
    CrossEntropy(int[] labels, int classes, int outputs) {
        this.labels = labels;
        fixed = classes - outputs;
        lead = new double[classes];
        probability = new double[classes];
    }

    /** The mean loss of scores of length n C, not modified. */
    double value(double[] scores) {
        double sum = 0;
        for (int i = 0; i < labels.length; i++) {
            double top = Math.max(0, compare(scores, i));
            double others = 0;
            for (int c = 0; c < lead.length; c++) {
                if (c != labels[i]) {
                    others += StrictMath.exp(lead[c] - top);
                }
            }
            sum += top == 0 ? StrictMath.log1p(others) : top + StrictMath.log(others + StrictMath.exp(-top));
        }
        return sum / labels.length;
    }

    /** The derivatives of the mean loss by the scores, length n C. Out modified, scores not. */
    void gradient(double[] scores, double[] out) {
        for (int i = 0; i < labels.length; i++) {
            setProbabilities(scores, i);
            double others = 0;
            for (int c = 0; c < lead.length; c++) {
                others += c == labels[i] ? 0 : probability[c];
            }
            for (int c = fixed; c < lead.length; c++) {
                out[(c - fixed) * labels.length + i] = (c == labels[i] ? -others : probability[c]) / labels.length;
            }
        }
    }

    /** The probabilities of all classes at each sample, length n K. Out modified, scores not. */
    void probabilities(double[] scores, double[] out) {
        for (int i = 0; i < labels.length; i++) {
            setProbabilities(scores, i);
            System.arraycopy(probability, 0, out, i * lead.length, lead.length);
        }
    }

    /**
     * The second derivatives by the scores times a change of them.
     *
     * @param probabilities at the scores, as {@link #probabilities} gives them. Not modified.
     * @param change length n C; becomes the product. Modified.
     */
    void curvature(double[] probabilities, double[] change) {
        for (int i = 0; i < labels.length; i++) {
            int at = i * lead.length;
            double own = entry(change, labels[i], i);
            double mean = 0;
            for (int c = 0; c < lead.length; c++) {
                mean = Math.fma(probabilities[at + c], entry(change, c, i) - own, mean);
            }
            for (int c = fixed; c < lead.length; c++) {
                int entry = (c - fixed) * labels.length + i;
                change[entry] = probabilities[at + c] * (change[entry] - own - mean) / labels.length;
            }
        }
    }

    /** The margins {@code q_i = f_y - max of the other f_c}, length n. Out modified, scores not. */
    void margins(double[] scores, double[] out) {
        for (int i = 0; i < labels.length; i++) {
            out[i] = -compare(scores, i);
        }
    }

    /** The fraction of samples whose own class has the largest score; a tie counts as wrong. */
    double accuracy(double[] scores) {
        int right = 0;
        for (int i = 0; i < labels.length; i++) {
            if (compare(scores, i) < 0) {
                right++;
            }
        }
        return (double) right / labels.length;
    }

    /**
     * How far the constraints {@code f_y - f_c >= q} are from being active, each weighed by its part of the loss gradient:
     * {@code sum mu (q_ic - q) / (q sum mu)}, with q the least margin, above 0. Scores not modified.
     */
    double slack(double[] scores, double least) {
        double weight = 0;
        double sum = 0;
        for (int i = 0; i < labels.length; i++) {
            compare(scores, i);
            double all = 1;
            for (int c = 0; c < lead.length; c++) {
                all += c == labels[i] ? 0 : StrictMath.exp(lead[c]);
            }
            for (int c = 0; c < lead.length; c++) {
                if (c != labels[i]) {
                    double mu = StrictMath.exp(lead[c] + least) / all;
                    weight += mu;
                    sum = Math.fma(mu, -lead[c] - least, sum);
                }
            }
        }
        return sum / (least * weight);
    }

    private void setProbabilities(double[] scores, int sample) {
        double top = Math.max(0, compare(scores, sample));
        double all = 0;
        for (int c = 0; c < lead.length; c++) {
            probability[c] = StrictMath.exp(lead[c] - top);
            all += probability[c];
        }
        for (int c = 0; c < lead.length; c++) {
            probability[c] /= all;
        }
    }

    /** Sets how far each score lies above that of the own class; the largest of the others. */
    private double compare(double[] scores, int sample) {
        double own = entry(scores, labels[sample], sample);
        double largest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < lead.length; c++) {
            lead[c] = entry(scores, c, sample) - own;
            if (c != labels[sample]) {
                largest = Math.max(largest, lead[c]);
            }
        }
        return largest;
    }

    private double entry(double[] scores, int c, int sample) {
        return c < fixed ? 0 : scores[(c - fixed) * labels.length + sample];
    }
}
