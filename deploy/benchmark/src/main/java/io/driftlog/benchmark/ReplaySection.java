package io.driftlog.benchmark;

import io.driftlog.analyzer.service.Replay;
import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.log.LogConnection;
import io.driftlog.log.run.RunReader;
import io.driftlog.log.run.TrajectoryReader;
import java.util.List;
import java.util.Map;

/** A recorded run replayed from the log through the three phase detectors, beside only decoding it. */
final class ReplaySection implements Section {
    private static final double REQUIRED = 0.7;

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public void run(Bench bench) throws Exception {
        bench.report().title("Replay from the log through the three phase detectors, beside only decoding it");
        for (int dimension : bench.dimensions()) {
            Pace[] ours = new Pace[bench.rounds()];
            Pace[] bare = new Pace[bench.rounds()];
            try (NodeProcess broker = NodeProcess.start(bench.work())) {
                LogConnection kafka = broker.kafka();
                var run = new SampleRun("replay", dimension, bench.events(dimension));
                Writing.write(kafka, run);
                for (int round = -1; round < bench.rounds(); round++) {
                    Pace reference = BareConsumer.read(kafka, run);
                    Pace own;
                    try (RunReader reader = RunReader.open(kafka, run.runId())) {
                        own = replay(reader.events(), run.steps());
                    }
                    if (round >= 0) {
                        bare[round] = reference;
                        ours[round] = own;
                    }
                }
            }
            bench.report().ratio("replay from the log, d = " + dimension, ours, bare, REQUIRED);
        }
    }

    /** Replays a whole run as {@code driftlog replay} does, from the opened reader to the last finding. */
    static Pace replay(TrajectoryReader reader, long steps) {
        List<? extends FoldDriver<?>> drivers = Detectors.PHASES.stream()
                .map(id -> Detectors.KNOWN.create(id, Map.of()))
                .toList();
        Pace.Moment begin = Pace.Moment.now();
        Replay.Result result = Replay.run(reader, drivers);
        Pace pace = begin.untilNow(steps);
        if (result.steps() != steps - 1
                || result.end().isEmpty()
                || result.findings().isEmpty()) {
            throw new IllegalStateException("the replay read " + result.steps() + " of " + steps + " steps and found "
                    + result.findings().size() + " findings");
        }
        return pace;
    }
}
