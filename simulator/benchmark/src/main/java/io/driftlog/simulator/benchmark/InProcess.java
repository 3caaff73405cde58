package io.driftlog.simulator.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Times a warm solver in this JVM: CPU time of the integrating thread, and the pauses of the garbage collector. (The
 * CPU time of the whole process would be simpler, but Java 17 reads it in ticks of 10 ms.)
 */
final class InProcess implements Contender {
    private static final long TIMED_NANOS = 50_000_000;
    private static final long MOST_REPEATS = 2000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final InProcessSolver.Factory factory;
    private final Origin origin;
    private final double loosestTolerance;
    private final BenchmarkSettings settings;
    private final Map<String, Optional<InProcessSolver>> open = new HashMap<>();
    private String warmFor = "";

    InProcess(InProcessSolver.Factory factory, Origin origin, double loosestTolerance, BenchmarkSettings settings) {
        this.factory = factory;
        this.origin = origin;
        this.loosestTolerance = loosestTolerance;
        this.settings = settings;
    }

    @Override
    public String name() {
        return factory.name();
    }

    @Override
    public Origin origin() {
        return origin;
    }

    @Override
    public double loosestTolerance() {
        return loosestTolerance;
    }

    @Override
    public boolean accepts(ProblemFile problem) {
        return solver(problem, 1e-3).isPresent();
    }

    private Optional<InProcessSolver> solver(ProblemFile problem, double weightDecay) {
        return open.computeIfAbsent(problem.path() + " " + weightDecay, key -> {
            try {
                return factory.open(problem.path(), weightDecay);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Override
    public Optional<Measurement> measure(Task task, double relativeTolerance) {
        InProcessSolver solver = solver(task.problem(), task.weightDecay()).orElseThrow();
        warmUp(task, solver, relativeTolerance);
        System.gc();
        long before = cpuNanos();
        Optional<InProcessSolver.Solution> first = solver.solve(relativeTolerance, deadline());
        long once = cpuNanos() - before;
        if (first.isEmpty()) {
            return Optional.empty();
        }
        double seconds = 1e-9 * (once < TIMED_NANOS ? repeated(solver, relativeTolerance, once) : once);
        InProcessSolver.Solution solution = first.get();
        return Optional.of(new Measurement(
                seconds,
                task.reference().error(solution.weights()),
                solution.steps(),
                solution.evaluations(),
                solution.factorizations()));
    }

    private double repeated(InProcessSolver solver, double relativeTolerance, long once) {
        long repeats = Math.min(MOST_REPEATS, TIMED_NANOS / Math.max(1, once) + 1);
        long before = cpuNanos();
        for (long i = 0; i < repeats; i++) {
            solver.solve(relativeTolerance, deadline());
        }
        return (cpuNanos() - before) / (double) repeats;
    }

    /** The just-in-time compiler settles by about the twentieth integration. */
    private void warmUp(Task task, InProcessSolver solver, double relativeTolerance) {
        if (warmFor.equals(task.problem().name())) {
            return;
        }
        warmFor = task.problem().name();
        long end = cpuNanos() + settings.warmUpNanos();
        do {
            if (solver.solve(relativeTolerance, deadline()).isEmpty()) {
                return;
            }
        } while (cpuNanos() < end);
    }

    private static long cpuNanos() {
        long pausesMs = 0;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            pausesMs += collector.getCollectionTime();
        }
        return THREADS.getCurrentThreadCpuTime() + 1_000_000 * pausesMs;
    }

    private long deadline() {
        return System.nanoTime() + settings.limitNanos();
    }
}
