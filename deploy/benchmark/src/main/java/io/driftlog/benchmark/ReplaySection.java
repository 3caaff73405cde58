package io.driftlog.benchmark;

import io.driftlog.analyzer.spi.FoldDriver;
import io.driftlog.analyzer.spi.Progress;
import io.driftlog.analyzer.spi.RunDriver;
import io.driftlog.events.RunStarted;
import io.driftlog.events.TrajectoryEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A recorded run through the three phase detectors together, beside only decoding it. */
final class ReplaySection implements Section {
    private static final double REQUIRED = 0.7;

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public void run(Bench bench) throws Exception {
        bench.report().title("Replay from the log through the three phase detectors, beside only decoding it");
        for (int dimension : new int[] {0, 300, 1600}) {
            double[] ours = new double[bench.rounds()];
            double[] bare = new double[bench.rounds()];
            try (NodeProcess broker = NodeProcess.start(bench.work())) {
                Map<String, Object> kafka = broker.kafka();
                var run = new SampleRun("replay", dimension, bench.events(dimension));
                Writing.write(kafka, run);
                for (int round = -1; round < bench.rounds(); round++) {
                    double reference = BareConsumer.read(kafka, run, event -> {});
                    double own = BareConsumer.read(kafka, run, folds());
                    if (round >= 0) {
                        bare[round] = reference;
                        ours[round] = own;
                    }
                }
            }
            bench.report().ratio("replay from the log, d = " + dimension, ours, bare, REQUIRED);
        }
    }

    /** The three folds together. */
    static Consumer<TrajectoryEvent> folds() {
        List<? extends Folding<?>> folds = Detectors.PHASES.stream()
                .map(id -> new Folding<>(Detectors.KNOWN.create(id, Map.of())))
                .toList();
        return event -> folds.forEach(fold -> fold.accept(event));
    }

    /** One fold of one run. */
    private static final class Folding<S> {
        private final FoldDriver<S> driver;
        private @Nullable RunDriver<S> run;
        private Progress<S> progress;

        Folding(FoldDriver<S> driver) {
            this.driver = driver;
            this.progress = new Progress<>(Progress.Phase.RUNNING, 0, Optional.empty());
        }

        void accept(TrajectoryEvent event) {
            if (run == null) {
                run = driver.open((RunStarted) event);
            }
            progress = run.accept(progress, event).progress();
        }
    }
}
