package io.driftlog.simulator.benchmark;

import io.driftlog.simulator.benchmark.Contender.Origin;
import io.driftlog.simulator.benchmark.ProblemFile.Kind;
import io.driftlog.simulator.flow.spec.MethodType;
import io.driftlog.simulator.flow.spec.Methods;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The contenders: our methods, the prototypes and the peers that were built. */
final class Contenders {
    /** Takes 30 s and more per integration; only when asked for by name. */
    private static final Set<String> SLOW = Set.of("SciPy Radau", "gradient descent 1/L");
    /** Explicit methods without stabilisation: at small lambda they do not come to an end. */
    private static final Set<String> EXPLICIT = Set.of("gradient-descent", "runge-kutta-4", "dormand-prince");
    /** A p x p matrix of such size takes minutes to factor once. */
    private static final int LARGEST_DENSE = 2000;

    private final BenchmarkSettings settings;
    private final Path programs;
    private final Path sources;
    private final Consumer<String> missing;

    /**
     * @param settings how to measure
     * @param programs folder of the built peers
     * @param sources folder of {@code scipy_peer.py}
     * @param missing receives a sentence for each program that cannot take part
     */
    Contenders(BenchmarkSettings settings, Path programs, Path sources, Consumer<String> missing) {
        this.settings = settings;
        this.programs = programs;
        this.sources = sources;
        this.missing = missing;
    }

    /**
     * Those wanted.
     *
     * @param methods names of our methods; empty for all that are meant for stiff flows
     * @param peers names of peers; empty for all but the slow ones
     */
    List<Contender> all(List<String> methods, List<String> peers) {
        List<Contender> contenders = new ArrayList<>(own(methods));
        prototype().ifPresent(contenders::add);
        for (NativeProgram program : programs()) {
            boolean wanted = peers.isEmpty() ? !SLOW.contains(program.name()) : peers.contains(program.name());
            if (wanted && isThere(program)) {
                contenders.add(program);
            }
        }
        return contenders;
    }

    private List<Contender> own(List<String> methods) {
        List<Contender> own = new ArrayList<>();
        for (MethodType type : Methods.all()) {
            String name = type.name();
            if (methods.isEmpty() ? !EXPLICIT.contains(name) : methods.contains(name)) {
                own.add(new InProcess(new OwnMethod(name, false), Origin.OURS, 1e-4, settings));
                own.add(new InProcess(new OwnMethod(name, true), Origin.OURS_WITH_EVENTS, 1e-4, settings));
            }
        }
        return own;
    }

    private Optional<Contender> prototype() {
        try {
            Object factory =
                    Class.forName("PrototypeSolver").getDeclaredConstructor().newInstance();
            return Optional.of(new InProcess((InProcessSolver.Factory) factory, Origin.PROTOTYPE, 1e-4, settings));
        } catch (ReflectiveOperationException e) {
            missing.accept("The Java prototype is not on the class path and is left out.");
            return Optional.empty();
        }
    }

    private List<NativeProgram> programs() {
        Predicate<ProblemFile> any = problem -> true;
        Predicate<ProblemFile> smooth = problem -> problem.kind() != Kind.RELU_NETWORK;
        Predicate<ProblemFile> dense = smooth.and(problem -> problem.dimension() <= LARGEST_DENSE);
        Predicate<ProblemFile> linear = problem -> problem.kind() == Kind.LINEAR_REGRESSION;
        return List.of(
                peer("CVODE dense LAPACK", 1e-5, List.of("cvode_peer", "lapack"), List.of(), dense),
                peer("CVODE Krylov", 1e-5, List.of("cvode_peer", "spgmr"), List.of("30"), smooth),
                peer("CVODE + Woodbury", 1e-5, List.of("cvode_peer", "gnw"), List.of(), smooth),
                peer("RKC2 native", 1e-5, List.of("proto", "rkc2"), List.of(), smooth),
                peer("gradient descent 1/L", 1e-5, List.of("gd"), List.of(), any),
                scipy("SciPy LSODA", "LSODA", dense),
                scipy("SciPy Radau", "Radau", dense),
                prototype("native radaug", "radaug", smooth),
                prototype("native radevt", "radevt", smooth.negate()),
                prototype("native exact", "expA", linear));
    }

    private NativeProgram peer(
            String name,
            double loosest,
            List<String> command,
            List<String> arguments,
            Predicate<ProblemFile> accepted) {
        return program(name, Origin.PEER, loosest, command, arguments, accepted);
    }

    private NativeProgram prototype(String name, String mode, Predicate<ProblemFile> accepted) {
        return program(name, Origin.PROTOTYPE, 1e-4, List.of("proto", mode), List.of(), accepted);
    }

    private NativeProgram program(
            String name,
            Origin origin,
            double loosest,
            List<String> command,
            List<String> arguments,
            Predicate<ProblemFile> accepted) {
        List<String> resolved = new ArrayList<>(command);
        resolved.set(0, programs.resolve(command.get(0)).toAbsolutePath().toString());
        return new NativeProgram(name, origin, loosest, resolved, arguments, false, accepted, settings);
    }

    private NativeProgram scipy(String name, String method, Predicate<ProblemFile> accepted) {
        String script = sources.resolve("scipy_peer.py").toAbsolutePath().toString();
        List<String> limit = List.of(Long.toString(settings.limitNanos() / 1_000_000_000));
        return new NativeProgram(
                name, Origin.PEER, 1e-5, List.of("/usr/bin/python3", script, method), limit, true, accepted, settings);
    }

    private boolean isThere(NativeProgram program) {
        String file = program.command().get(0);
        if (program.methodLast()) {
            return pythonHasScipy(program);
        }
        if (Files.isExecutable(Path.of(file))) {
            return true;
        }
        missing.accept(program.name() + " was not built and is left out: there is no " + file + ".");
        return false;
    }

    private boolean pythonHasScipy(NativeProgram program) {
        try {
            Process process = new ProcessBuilder(program.command().get(0), "-c", "import scipy.integrate")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (process.waitFor() == 0) {
                return true;
            }
        } catch (java.io.IOException e) {
            // no Python: reported below
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        missing.accept(program.name() + " is left out: Python has no SciPy (Debian: apt install python3-scipy).");
        return false;
    }
}
