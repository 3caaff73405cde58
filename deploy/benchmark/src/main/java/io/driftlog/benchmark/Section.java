package io.driftlog.benchmark;

/** One part of the benchmark. */
interface Section {
    /** What it measures, in the word of {@code --only}. */
    String name();

    /** Measures and reports. */
    void run(Bench bench) throws Exception;
}
