package io.driftlog.analyzer.detectors.effective;

import io.driftlog.analyzer.detectors.Undetermined;
import io.driftlog.analyzer.detectors.phase.PhaseTracker;
import io.driftlog.analyzer.spi.AbstractAnalyzer;
import io.driftlog.analyzer.spi.AbstractAnalyzerFactory;
import io.driftlog.analyzer.spi.FixedFold;
import io.driftlog.analyzer.spi.Parameters;
import io.driftlog.analyzer.spi.RunFold;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.FindingKinds;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.simulator.flow.effective.JacobianSpectrum;
import io.driftlog.simulator.flow.effective.SmoothPiece;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Observes the spectrum of {@code J J^T} in the slow phase. The limits of interest, sparse vectors and matrices of low
 * rank, are points where J loses rank: eigenvalues collapse towards them, and the others tell the sparsity or rank.
 * With them falls the Morse-Bott bound {@code eta}, the smallest non-zero eigenvalue of the Hessian on the manifold of
 * interpolators, on which the effective flow's derivation rests: the weights return to the manifold at the rate eta, and
 * where that is not far above lambda they no longer follow it. Boursier, Pesme &amp; Dragomir, sec. 3.1, leave such points
 * open.
 */
public final class SingularityAnalyzer extends AbstractAnalyzer<SingularityAnalyzer.State> {
    static final String ID = "singularity";
    public static final String NO_LIMIT = FindingKinds.NO_SINGULAR_LIMIT;

    private final Definition definition;

    private SingularityAnalyzer(Definition definition) {
        super(ID, 5, State.class);
        this.definition = definition;
    }

    /**
     * The definitions.
     *
     * @param epsilon see {@link PhaseTracker}
     * @param separation the Morse-Bott bound fails where {@code eta < separation lambda}
     * @param collapse an eigenvalue collapses when it falls by this factor while slow time doubles
     * @param samplesPerDecade spectra per factor 10 of slow time
     * @param largest the largest {@code min(n, d)} that is analysed
     */
    record Definition(double epsilon, double separation, double collapse, double samplesPerDecade, double largest) {}

    /**
     * The state.
     *
     * @param phases t_GF and t_WD
     * @param spectra a row for each step measured: slow time, flow time, then the eigenvalues, falling
     * @param failure where the Morse-Bott bound failed
     * @param limit the shape of the last predictor measured
     */
    record State(PhaseTracker.State phases, Table spectra, Optional<Finding.BracketedTime> failure, LimitShape limit) {}

    /** Creates singularity analyzers. */
    public static final class Factory extends AbstractAnalyzerFactory<SingularityAnalyzer> {
        /** For the loader. */
        public Factory() {
            super(
                    ID,
                    "Collapsing eigenvalues of J J^T: sparsity or rank of the limit, and where the theory's bound fails.",
                    Map.of(
                            "epsilon", "0.01",
                            "separation", "10",
                            "collapse", "2",
                            "samplesPerDecade", "8",
                            "largest", "1000"));
        }

        @Override
        protected SingularityAnalyzer create(Parameters all) {
            return new SingularityAnalyzer(new Definition(
                    all.between("epsilon", 0, 1),
                    all.between("separation", 0, Double.POSITIVE_INFINITY),
                    all.between("collapse", 1, Double.POSITIVE_INFINITY),
                    all.between("samplesPerDecade", 0, 1000),
                    all.between("largest", 0, 5000)));
        }
    }

    @Override
    public RunFold<State> open(RunStarted run) {
        RebuiltProblem rebuilt = RebuiltProblem.of(run, (int) definition.largest());
        State none = new State(PhaseTracker.State.INITIAL, Table.empty(2), Optional.empty(), LimitShape.UNKNOWN);
        if (rebuilt.problem().isEmpty()) {
            return FixedFold.of(Undetermined.KIND, none, "the spectrum of J J^T is undetermined: " + rebuilt.whyNot());
        }
        if (!run.spec().decay().isConstant()) {
            return FixedFold.of(
                    Undetermined.KIND,
                    none,
                    "the spectrum of J J^T is undetermined: it is compared with one weight decay, and that of this run"
                            + " changes");
        }
        if (!(run.spec().weightDecay() > 0)) {
            return FixedFold.of(
                    NO_LIMIT,
                    none,
                    "there is no singular limit: without weight decay the run stays where the loss came to rest");
        }
        int size = Math.min(rebuilt.objective().samples(), rebuilt.objective().dimension());
        PhaseTracker tracker = new PhaseTracker(definition.epsilon(), run.spec());
        State initial = new State(
                tracker.begin(run).withoutOnset(), Table.empty(2 + size), Optional.empty(), LimitShape.UNKNOWN);
        return new SpectrumFold(
                definition, initial, run.spec().weightDecay(), rebuilt, new SmoothPiece(rebuilt.objective()), tracker);
    }

    private record SpectrumFold(
            Definition definition,
            State initial,
            double weightDecay,
            RebuiltProblem rebuilt,
            SmoothPiece piece,
            PhaseTracker tracker)
            implements RunFold<State> {

        @Override
        public Fold<State> accept(State state, StepTaken step) {
            PhaseTracker.State phases = tracker.accept(state.phases(), step);
            State next = new State(phases, state.spectra(), state.failure(), state.limit());
            double slowTime = weightDecay * step.time();
            if (phases.onset().isEmpty() || step.weights().length == 0 || !isNew(state, slowTime)) {
                return Fold.nothing(next);
            }
            JacobianSpectrum spectrum = JacobianSpectrum.of(piece.at(step.weights()), step.weights());
            double[] row = new double[state.spectra().columns()];
            row[0] = slowTime;
            row[1] = step.time();
            System.arraycopy(spectrum.eigenvalues(), 0, row, 2, spectrum.size());
            Table spectra = state.spectra().with(row);
            LimitShape limit = LimitShape.of(rebuilt.objective(), step.weights());
            Optional<Finding.BracketedTime> failure = state.failure()
                    .or(() -> collapse(spectra).bound(phases.onset().get().time()));
            State measured = new State(phases, spectra, failure, limit);
            return state.failure().isPresent() || failure.isEmpty()
                    ? Fold.nothing(measured)
                    : new Fold<>(measured, List.of(collapse(spectra).failed(failure.get(), Stage.PROVISIONAL)));
        }

        private boolean isNew(State state, double slowTime) {
            Table spectra = state.spectra();
            return spectra.rows() == 0
                    || new SlowTimeGrid(definition.samplesPerDecade())
                            .isNew(spectra.at(spectra.rows() - 1, 0), slowTime);
        }

        private Collapse collapse(Table spectra) {
            return new Collapse(definition, rebuilt.objective().scale(), weightDecay, spectra);
        }

        @Override
        public List<Finding> finish(State state, RunEnded end) {
            if (state.phases().onset().isEmpty()) {
                return List.of(none("the run did not come to its slow phase"));
            }
            if (state.spectra().rows() == 0) {
                return List.of(none("no step of the slow phase carries weights"));
            }
            Collapse collapse = collapse(state.spectra());
            Finding.BracketedTime onset = state.phases().onset().get().time();
            Finding summary = collapse.finding(onset, state.limit());
            return state.failure()
                    .map(time -> List.of(collapse.failed(time, Stage.FINAL), summary))
                    .orElseGet(() -> List.of(summary));
        }

        private static Finding none(String why) {
            return Finding.of(
                    Undetermined.KIND,
                    Stage.FINAL,
                    Optional.empty(),
                    Map.of(),
                    "the spectrum of J J^T is undetermined: " + why);
        }
    }
}
