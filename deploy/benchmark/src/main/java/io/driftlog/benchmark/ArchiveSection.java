package io.driftlog.benchmark;

import io.driftlog.log.archive.ArchiveReader;
import io.driftlog.log.archive.ArchiveWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** A run replayed from its archive through the three phase detectors, beside only decoding it; how fast that is, too. */
final class ArchiveSection implements Section {
    private static final double REQUIRED = 0.6;
    private static final double REQUIRED_DECODED = 4e6;

    @Override
    public String name() {
        return "archive";
    }

    @Override
    public void run(Bench bench) throws Exception {
        bench.report().title("Replay from an archive through the three phase detectors, beside only decoding it");
        for (int dimension : bench.dimensions()) {
            Pace[] ours = new Pace[bench.rounds()];
            Pace[] bare = new Pace[bench.rounds()];
            // Archives are read faster than the log.
            var run = new SampleRun("archive", dimension, 2 * bench.events(dimension));
            Path file = bench.work().resolve("run-" + dimension + ".avro");
            write(run, file);
            for (int round = -1; round < bench.rounds(); round++) {
                Pace reference = decode(file, run.steps());
                Pace own;
                try (ArchiveReader reader = ArchiveReader.open(file)) {
                    own = ReplaySection.replay(reader, run.steps());
                }
                if (round >= 0) {
                    bare[round] = reference;
                    ours[round] = own;
                }
            }
            Files.delete(file);
            bench.report().ratio("replay from an archive, d = " + dimension, ours, bare, REQUIRED);
            bench.report()
                    .rate(
                            "decoded from an archive, d = " + dimension,
                            bare,
                            dimension == 0 ? REQUIRED_DECODED : Double.NaN);
        }
    }

    private static void write(SampleRun run, Path file) {
        try (ArchiveWriter writer = ArchiveWriter.create(file, run.started())) {
            for (long seq = 0; seq < run.steps(); seq++) {
                writer.append(run.step(seq));
            }
            writer.append(run.ended());
            writer.finish();
        }
    }

    private static Pace decode(Path file, long steps) {
        try (ArchiveReader reader = ArchiveReader.open(file)) {
            Pace.Moment begin = Pace.Moment.now();
            while (reader.hasNext()) {
                reader.next();
            }
            return begin.untilNow(steps);
        }
    }
}
