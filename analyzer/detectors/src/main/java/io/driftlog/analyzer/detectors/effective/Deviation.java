package io.driftlog.analyzer.detectors.effective;

/**
 * How far a run is from its effective flow at equal slow time, over the steps seen so far.
 *
 * @param steps steps compared by their weights
 * @param largest the largest relative distance of the weights over the window of slow time; NaN before the first
 * @param largestAt the slow time of that step
 * @param last the relative distance at the last step that carries weights; NaN before the first
 * @param lastAt its slow time
 * @param largestOfNorm the largest relative difference of {@code ||w||^2} over the window; NaN before the first step
 */
record Deviation(long steps, double largest, double largestAt, double last, double lastAt, double largestOfNorm) {
    static final Deviation NONE = new Deviation(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    /** With a step's distance of weights. */
    Deviation ofWeights(double slowTime, double distance, boolean inWindow) {
        boolean larger = inWindow && !(distance <= largest);
        return new Deviation(
                steps + 1,
                larger ? distance : largest,
                larger ? slowTime : largestAt,
                distance,
                slowTime,
                largestOfNorm);
    }

    /** With a step's difference of {@code ||w||^2}, inside the window. */
    Deviation ofNorm(double difference) {
        return new Deviation(
                steps, largest, largestAt, last, lastAt, difference <= largestOfNorm ? largestOfNorm : difference);
    }
}
