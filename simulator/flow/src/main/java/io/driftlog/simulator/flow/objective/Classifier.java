package io.driftlog.simulator.flow.objective;

import io.driftlog.events.Dataset;
import io.driftlog.events.Measures;
import io.driftlog.simulator.spi.SampledObjective;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Classification by the mean cross-entropy of a model's scores: logistic with one score, softmax with one per class. On
 * data that the model separates the loss has no minimiser: its infimum 0 lies at infinity, where {@code w / ||w||} tends
 * to a KKT point of the largest margin {@code min_i q_i / ||w||^L} (Lyu &amp; Li, ICLR 2020, for models homogeneous of
 * degree L).
 */
public final class Classifier implements SampledObjective {
    private final ScoreModel model;
    private final CrossEntropy loss;
    private final Optional<ScoreModel> testModel;
    private final Optional<CrossEntropy> testLoss;
    private final Labels labels;
    private final int columns;
    private final Optional<Dataset> linearFeatures;
    private final double[] teacher;
    private final double[] scores;
    private final double[] change;
    private final double[] multiplier;
    private final double[] testScores;
    private final double[] probabilities;
    private final double[] hessianMultiplier;
    private double[] hessianAt = new double[0];

    /**
     * The classes of the samples.
     *
     * @param training from 0. Not copied, never modified.
     * @param test from 0; empty without test data. Not copied, never modified.
     * @param classes number of classes, at least 2, each with a training sample
     * @param outputs scores per sample: 1 for the logistic loss of two classes, else one per class
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Labels(int[] training, int[] test, int classes, int outputs) {
        public Labels {
            if (classes < 2 || (outputs != classes && !(classes == 2 && outputs == 1))) {
                throw new IllegalArgumentException(outputs + " scores cannot tell " + classes + " classes");
            }
        }
    }

    private Classifier(
            Dataset features,
            Optional<Dataset> testFeatures,
            Labels labels,
            double[] teacher,
            boolean linear,
            Function<Dataset, ScoreModel> modelOf) {
        this.labels = labels;
        this.teacher = teacher.clone();
        columns = features.columns();
        linearFeatures = linear && labels.outputs() == 1 ? Optional.of(features) : Optional.empty();
        model = modelOf.apply(features);
        loss = new CrossEntropy(labels.training(), labels.classes(), labels.outputs());
        testModel = testFeatures.map(modelOf);
        testLoss = testFeatures.map(any -> new CrossEntropy(labels.test(), labels.classes(), labels.outputs()));
        scores = new double[features.rows() * labels.outputs()];
        change = new double[scores.length];
        multiplier = new double[scores.length];
        probabilities = new double[features.rows() * labels.classes()];
        hessianMultiplier = new double[scores.length];
        testScores = new double[labels.test().length * labels.outputs()];
    }

    /**
     * Scores linear in the weights, without bias.
     *
     * @param features n x p. Not copied, never modified.
     * @param testFeatures any number of rows, p columns. Not copied, never modified.
     * @param labels of both
     * @param teacher coefficients behind the data, one row per output; empty when unknown
     */
    public static Classifier linear(Dataset features, Optional<Dataset> testFeatures, Labels labels, double[] teacher) {
        return new Classifier(
                features, testFeatures, labels, teacher, true, data -> new LinearScores(data, labels.outputs()));
    }

    /** The same with coefficients {@code u v}, entry by entry: weights u, then v. */
    public static Classifier diagonal(
            Dataset features, Optional<Dataset> testFeatures, Labels labels, double[] teacher) {
        return new Classifier(
                features, testFeatures, labels, teacher, false, data -> new DiagonalScores(data, labels.outputs()));
    }

    /**
     * A network of one hidden layer.
     *
     * @param features n x p. Not copied, never modified.
     * @param testFeatures any number of rows, p columns. Not copied, never modified.
     * @param labels of both
     * @param neurons m, at least 1
     * @param activation of the hidden neurons
     * @param smoothing eps of {@link Activation#SMOOTHED_RELU}, above 0
     */
    public static Classifier twoLayer(
            Dataset features,
            Optional<Dataset> testFeatures,
            Labels labels,
            int neurons,
            Activation activation,
            double smoothing) {
        return new Classifier(
                features,
                testFeatures,
                labels,
                new double[0],
                false,
                data -> new NetworkScores(data, labels.outputs(), neurons, activation, smoothing));
    }

    @Override
    public int dimension() {
        return model.dimension();
    }

    /** Number of training samples. */
    public int samples() {
        return model.samples();
    }

    /** Degree L of homogeneity of the scores, exact but for smoothed ReLUs; NaN where there is none. */
    public double homogeneity() {
        return model.homogeneity();
    }

    @Override
    public double value(double[] w) {
        model.scores(w, scores);
        return loss.value(scores);
    }

    @Override
    public void gradient(double[] w, double[] out) {
        model.scores(w, scores);
        loss.gradient(scores, multiplier);
        model.transposedProduct(w, multiplier, out);
    }

    @Override
    public int trainingSamples() {
        return samples();
    }

    @Override
    public void batchGradient(double[] w, double[] share, double[] shift, double[] out) {
        model.scores(w, scores);
        loss.gradient(scores, multiplier);
        int n = samples();
        for (int i = 0; i < multiplier.length; i++) {
            multiplier[i] *= n * share[i % n];
        }
        model.transposedProduct(w, multiplier, out);
    }

    @Override
    public boolean hasHessianProduct() {
        return true;
    }

    /**
     * {@code J^T D J v}, D the second derivatives of the loss by the scores, plus the curvature of the scores. Products at
     * the same point share scores and probabilities.
     */
    @Override
    public void hessianProduct(double[] w, double[] v, double[] out) {
        if (!Arrays.equals(w, hessianAt)) {
            model.scores(w, scores);
            loss.probabilities(scores, probabilities);
            loss.gradient(scores, hessianMultiplier);
            hessianAt = w.clone();
        }
        model.product(w, v, change);
        loss.curvature(probabilities, change);
        model.transposedProduct(w, change, out);
        model.addCurvature(w, hessianMultiplier, v, out);
    }

    @Override
    public double testLoss(double[] w) {
        if (testModel.isEmpty() || testLoss.isEmpty()) {
            return Double.NaN;
        }
        testModel.get().scores(w, testScores);
        return testLoss.get().value(testScores);
    }

    /** The lesser of that of equal scores, {@code ln K}, and that of the classes' frequencies in the training data. */
    @Override
    public double nullTestLoss() {
        if (labels.test().length == 0) {
            return Double.NaN;
        }
        double[] count = new double[labels.classes()];
        for (int label : labels.training()) {
            count[label]++;
        }
        double sum = 0;
        for (int label : labels.test()) {
            sum -= StrictMath.log(count[label] / labels.training().length);
        }
        return Math.min(StrictMath.log(labels.classes()), sum / labels.test().length);
    }

    @Override
    public SortedMap<String, Double> measures(double[] w) {
        SortedMap<String, Double> measures = new TreeMap<>();
        model.scores(w, scores);
        measures.put(Measures.TRAIN_ACCURACY, loss.accuracy(scores));
        if (testModel.isPresent() && testLoss.isPresent()) {
            testModel.get().scores(w, testScores);
            measures.put(Measures.TEST_ACCURACY, testLoss.get().accuracy(testScores));
        }
        return measures;
    }

    /**
     * The margins of the training samples: the score of the own class less the largest other one.
     *
     * @param w weights, length d. Not modified.
     * @return a fresh vector, length n
     */
    public double[] margins(double[] w) {
        double[] margins = new double[samples()];
        model.scores(w, scores);
        loss.margins(scores, margins);
        return margins;
    }

    /**
     * How far w is from a KKT point of the margin problem, min {@code ||w||} subject to {@code q_i >= 1}, with the
     * multipliers that the loss gradient gives: the larger of the stationarity {@code || w/||w|| + grad F/||grad F|| ||}
     * and the weighted slack of the constraints, relative to the least margin (Lyu &amp; Li, ICLR 2020, sec. 4.2).
     *
     * @param w weights, length d. Not modified.
     * @return at least 0; NaN where a sample is not on its side
     */
    public double kktResidual(double[] w) {
        double least = Arrays.stream(margins(w)).min().orElseThrow();
        if (!(least > 0)) {
            return Double.NaN;
        }
        double slack = loss.slack(scores, least);
        double[] gradient = new double[w.length];
        gradient(w, gradient);
        double norm = Math.sqrt(Vectors.normSquared(w));
        double slope = Math.sqrt(Vectors.normSquared(gradient));
        double sum = 0;
        for (int k = 0; k < w.length; k++) {
            double difference = w[k] / norm + gradient[k] / slope;
            sum = Math.fma(difference, difference, sum);
        }
        return Math.max(slack, Math.sqrt(sum));
    }

    /**
     * The weights of least norm with all margins at least 1, where they are known: of the linear model with logistic
     * loss, on data that a plane through the origin separates.
     */
    public Optional<double[]> hardMargin() {
        return linearFeatures.flatMap(features -> HardMargin.of(features, labels.training()));
    }

    @Override
    public double[] predictor(double[] w) {
        return model.coefficients(w);
    }

    @Override
    public int predictorColumns() {
        return labels.outputs() == 1 ? 0 : columns;
    }

    @Override
    public double[] teacher() {
        return teacher.clone();
    }
}
