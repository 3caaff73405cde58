package io.driftlog.events;

/** The names of the measures of a step that Driftlog itself records; a user's own may have any other name. */
public final class Measures {
    /** Fraction of the training samples that are classified correctly. */
    public static final String TRAIN_ACCURACY = "trainAccuracy";
    /** Fraction of the test samples that are classified correctly. */
    public static final String TEST_ACCURACY = "testAccuracy";
    /** lambda in force, where it changes while the run goes on. */
    public static final String WEIGHT_DECAY = "weightDecay";
    /** R(w), where R is not {@code ||w||^2 / 2}. */
    public static final String REGULARIZER = "regularizer";
    /** {@code ||grad R(w)||}, where R is not {@code ||w||^2 / 2}. */
    public static final String REGULARIZER_GRADIENT_NORM = "regularizerGradientNorm";

    private Measures() {}
}
