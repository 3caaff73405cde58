package io.driftlog.benchmark;

import io.driftlog.log.LogConnection;
import java.util.List;

/** A live host with one analyzer and one thread, beside a bare decoding consumer of the same records. */
final class HostSection implements Section {
    private static final double REQUIRED = 0.45;

    @Override
    public String name() {
        return "host";
    }

    @Override
    public void run(Bench bench) throws Exception {
        bench.report().title("Live host with one analyzer (norm-drift), beside a bare decoding consumer");
        for (int dimension : bench.dimensions()) {
            Pace[] ours = new Pace[bench.rounds()];
            Pace[] bare = new Pace[bench.rounds()];
            try (NodeProcess broker = NodeProcess.start(bench.work())) {
                LogConnection kafka = broker.kafka();
                var run = new SampleRun("host", dimension, bench.events(dimension));
                Writing.write(kafka, run);
                for (int round = -1; round < bench.rounds(); round++) {
                    Pace reference = BareConsumer.read(kafka, run);
                    Pace own = LiveHosts.fold(kafka, bench.work(), run, List.of("norm-drift"));
                    if (round >= 0) {
                        bare[round] = reference;
                        ours[round] = own;
                    }
                }
            }
            bench.report().ratio("host, d = " + dimension, ours, bare, dimension >= 300 ? REQUIRED : Double.NaN);
        }
    }
}
