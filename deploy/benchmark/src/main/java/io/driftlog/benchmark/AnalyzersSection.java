package io.driftlog.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Steps per second of each analyzer alone and of all together, live. */
final class AnalyzersSection implements Section {
    @Override
    public String name() {
        return "analyzers";
    }

    @Override
    public void run(Bench bench) throws Exception {
        bench.report().title("Live analyzers, each alone and all together");
        List<List<String>> groups = new ArrayList<>();
        Detectors.all().forEach(id -> groups.add(List.of(id)));
        groups.add(Detectors.all());
        for (int dimension : new int[] {200, 1600}) {
            Pace[][] rates = new Pace[groups.size()][bench.rounds()];
            try (NodeProcess broker = NodeProcess.start(bench.work())) {
                Map<String, Object> kafka = broker.kafka();
                var run = new SampleRun("analyzers", dimension, bench.events(dimension));
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
            for (int i = 0; i < groups.size(); i++) {
                String who = groups.get(i).size() == 1
                        ? groups.get(i).get(0)
                        : "all " + groups.get(i).size();
                bench.report().rate(who + ", d = " + dimension, rates[i], Double.NaN);
            }
        }
    }
}
