package io.driftlog.benchmark;

import io.driftlog.log.LogConnection;
import java.util.ArrayList;
import java.util.List;

/** Steps per second of each analyzer alone and of all together, live, on runs of real objectives. */
final class AnalyzersSection implements Section {
    @Override
    public String name() {
        return "analyzers";
    }

    @Override
    public void run(Bench bench) throws Exception {
        bench.report().title("Live analyzers, each alone and all together, on runs of real objectives");
        measure(bench, "d = 200", IntegratedRun.network("network", bench.events(200)));
        measure(bench, "d = 200, own steps", IntegratedRun.network("network-own", 0));
        measure(bench, "d = 1600", IntegratedRun.completion("completion", bench.events(1600)));
        measure(bench, "d = 1600, own steps", IntegratedRun.completion("completion-own", 0));
    }

    private static void measure(Bench bench, String which, RecordedRun run) throws Exception {
        List<List<String>> groups = new ArrayList<>();
        Detectors.all().forEach(id -> groups.add(List.of(id)));
        groups.add(Detectors.all());
        Pace[][] rates = new Pace[groups.size()][bench.rounds()];
        try (NodeProcess broker = NodeProcess.start(bench.work())) {
            LogConnection kafka = broker.kafka();
            Writing.write(kafka, run);
            for (int round = -1; round < bench.rounds(); round++) {
                for (int i = 0; i < groups.size(); i++) {
                    Pace rate = LiveHosts.fold(kafka, bench.work(), run, groups.get(i));
                    if (round >= 0) {
                        rates[i][round] = rate;
                    }
                }
            }
        }
        bench.report().line("  %s: %,d steps of %,d weights", which, run.steps(), run.dimension());
        for (int i = 0; i < groups.size(); i++) {
            String who = groups.get(i).size() == 1
                    ? groups.get(i).get(0)
                    : "all " + groups.get(i).size();
            bench.report().rate(who + ", " + which, rates[i], Double.NaN);
        }
    }
}
