package io.driftlog.simulator.flow;

import io.driftlog.events.Dataset;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StopRule;
import io.driftlog.simulator.spi.SplitMix64;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Run specs for tests. */
public final class Specs {
    private Specs() {}

    /** A small diagonal network: 8 features, 4 samples, t up to 10. */
    public static RunSpec smallNetwork(String method, Map<String, Double> methodParameters) {
        return new RunSpec(
                network(8, 4, 2),
                new InitialSpec.Gaussian(0.1),
                0.01,
                "l2",
                method(method, methodParameters),
                untilTime(10),
                42);
    }

    /** The diagonal network of the paper: 100 features, 40 samples, variance 0.1. */
    public static RunSpec paperNetwork(String method, double weightDecay, StopRule until) {
        return new RunSpec(
                network(100, 40, 5),
                new InitialSpec.Gaussian(0.1),
                weightDecay,
                "l2",
                method(method, Map.of()),
                until,
                1);
    }

    /** A ReLU network on the teacher of three, variance 4, to t = 1 / lambda. */
    public static RunSpec reluNetwork(
            double neurons, double samples, double weightDecay, Map<String, Double> methodParameters) {
        return reluNetwork(neurons, samples, weightDecay, methodParameters, 1);
    }

    /** The same to a slow time; with 100 neurons, 10 samples and lambda = 1e-3 the network of the paper. */
    public static RunSpec reluNetwork(
            double neurons, double samples, double weightDecay, Map<String, Double> methodParameters, double slowTime) {
        return new RunSpec(
                new ObjectiveSpec(
                        "two-layer-relu",
                        new TreeMap<>(Map.of("neurons", neurons)),
                        "relu-teacher",
                        new TreeMap<>(Map.of("samples", samples)),
                        new TreeMap<>()),
                new InitialSpec.Gaussian(4),
                weightDecay,
                "l2",
                method("radaug-events", methodParameters),
                untilSlowTime(slowTime),
                1);
    }

    /** A ReLU network of several inputs on samples of a difference of two ReLUs with noise, to a slow time. */
    public static RunSpec reluOfInputs(int inputs, int neurons, int samples, double weightDecay, double slowTime) {
        SplitMix64 random = new SplitMix64(7);
        double[] x = new double[samples * inputs];
        double[] y = new double[samples];
        random.gaussian(1, x);
        random.gaussian(0.2, y);
        for (int i = 0; i < samples; i++) {
            y[i] += Math.max(0, x[i * inputs]) - Math.max(0, x[(i + 1) * inputs - 1] - 0.3);
        }
        ObjectiveSpec objective = new ObjectiveSpec(
                "two-layer-relu",
                new TreeMap<>(Map.of("neurons", (double) neurons)),
                "",
                new TreeMap<>(),
                new TreeMap<>(
                        Map.of("features", new Dataset(samples, inputs, x), "targets", new Dataset(samples, 1, y))));
        return new RunSpec(
                objective,
                new InitialSpec.Gaussian(1),
                weightDecay,
                "l2",
                method("auto", Map.of()),
                untilSlowTime(slowTime),
                1);
    }

    public static ObjectiveSpec network(double features, double samples, double sparsity) {
        return generated(
                "diagonal-linear-network",
                "sparse-fourier",
                Map.of("features", features, "samples", samples, "sparsity", sparsity, "testSamples", 10.0));
    }

    public static ObjectiveSpec generated(String type, String generator, Map<String, Double> parameters) {
        return new ObjectiveSpec(type, new TreeMap<>(), generator, new TreeMap<>(parameters), new TreeMap<>());
    }

    public static ObjectiveSpec given(String type, Map<String, Dataset> datasets) {
        return new ObjectiveSpec(type, new TreeMap<>(), "", new TreeMap<>(), new TreeMap<>(datasets));
    }

    public static MethodSpec method(String type, Map<String, Double> parameters) {
        return new MethodSpec(type, new TreeMap<>(parameters));
    }

    public static StopRule untilTime(double time) {
        return new StopRule(OptionalDouble.of(time), OptionalDouble.empty(), OptionalDouble.empty());
    }

    public static StopRule untilSlowTime(double slowTime) {
        return new StopRule(OptionalDouble.empty(), OptionalDouble.of(slowTime), OptionalDouble.empty());
    }

    public static StopRule untilGradientNorm(double norm) {
        return new StopRule(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.of(norm));
    }

    public static RunSpec with(RunSpec spec, ObjectiveSpec objective) {
        return spec.with(objective);
    }

    public static RunSpec with(RunSpec spec, InitialSpec initial) {
        return spec.with(initial);
    }

    public static RunSpec with(RunSpec spec, MethodSpec method) {
        return new RunSpec(
                spec.objective(),
                spec.initial(),
                spec.weightDecay(),
                spec.regularizer(),
                method,
                spec.until(),
                spec.seed());
    }

    public static RunSpec with(RunSpec spec, double weightDecay, StopRule until) {
        return new RunSpec(
                spec.objective(), spec.initial(), weightDecay, spec.regularizer(), spec.method(), until, spec.seed());
    }
}
