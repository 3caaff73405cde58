import io.driftlog.simulator.benchmark.InProcessSolver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The prototype as the benchmark sees it, on the problems for which there is a bar: B and C. */
public final class PrototypeSolver implements InProcessSolver.Factory {
    @Override
    public String name() {
        return "Java prototype";
    }

    @Override
    public Optional<InProcessSolver> open(Path problem, double weightDecay) throws IOException {
        char type = Files.readString(problem).charAt(0);
        if (type != 'B' && type != 'C') {
            return Optional.empty();
        }
        Prob p = Prob.load(problem.toString());
        return Optional.of((tolerance, deadline) -> {
            LinSys system = LinSys.make(p);
            Radaug radaug = new Radaug(p, weightDecay, system);
            double[] weights = radaug.run(tolerance, tolerance * 1e-3);
            if (weights == null) {
                return Optional.empty();
            }
            double[][] rows = new double[Radaug.NOUT][];
            for (int k = 0; k < rows.length; k++) {
                rows[k] = Arrays.copyOfRange(weights, k * p.p, (k + 1) * p.p);
            }
            return Optional.of(new InProcessSolver.Solution(rows, radaug.steps, radaug.nf, system.nfac));
        });
    }
}
