package io.driftlog.benchmark;

import io.driftlog.log.Clients;
import io.driftlog.log.LogConnection;
import io.driftlog.log.codec.EventCodec;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * A run's events through the writer, beside Kafka's ProducerPerformance with payloads of the same size and the writer's
 * settings: one partition, acknowledged, in transactions of 100 ms.
 */
final class EmissionSection implements Section {
    private static final int PAYLOADS = 1000;
    private static final double REQUIRED = 0.8;
    /** Only on the class path of {@code run}. */
    private static final String TOOL = "org.apache.kafka.tools.ProducerPerformance";

    private static final String TOPIC = "payloads";
    private static final Pattern TOTAL = Pattern.compile("records sent, ([0-9.]+) records/sec");

    @Override
    public String name() {
        return "emission";
    }

    @Override
    public void run(Bench bench) throws Exception {
        bench.report().title("Emission: steps through the run writer beside ProducerPerformance");
        for (int dimension : bench.dimensions()) {
            long events = bench.events(dimension);
            Pace[] ours = new Pace[bench.rounds()];
            Pace[] tools = new Pace[bench.rounds()];
            try (NodeProcess broker = NodeProcess.start(bench.work())) {
                LogConnection kafka = broker.kafka();
                createTopic(kafka);
                Path payloads = payloads(bench.work(), dimension);
                for (int round = -1; round < bench.rounds(); round++) {
                    Pace tool = tool(kafka, payloads, events, dimension == 0 ? "lz4" : "none");
                    var run = new SampleRun("r" + dimension + "-" + round, dimension, events);
                    Pace own = Writing.write(kafka, run, run::repeated);
                    if (round >= 0) {
                        tools[round] = tool;
                        ours[round] = own;
                    }
                }
                Files.delete(payloads);
            }
            bench.report().ratio("emission, d = " + dimension, ours, tools, REQUIRED);
        }
    }

    private static void createTopic(LogConnection kafka) throws Exception {
        try (Admin admin = Clients.admin(kafka)) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
        }
    }

    /** Encoded steps, made printable: the tool reads text. */
    private static Path payloads(Path work, int dimension) throws Exception {
        var codec = new EventCodec();
        var run = new SampleRun("payload", dimension, PAYLOADS);
        List<String> lines = new ArrayList<>();
        for (int seq = 0; seq < PAYLOADS; seq++) {
            byte[] bytes = codec.encode(run.step(seq));
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (32 + (bytes[i] & 63));
            }
            lines.add(new String(bytes, StandardCharsets.US_ASCII));
        }
        return Files.write(work.resolve("payloads.txt"), lines);
    }

    private static Pace tool(LogConnection kafka, Path payloads, long events, String compression) throws Exception {
        Map<String, Object> settings = kafka.above(Map.of());
        settings.put("acks", "all");
        settings.put("linger.ms", 20);
        settings.put("batch.size", 1 << 20);
        settings.put("buffer.memory", 64 << 20);
        settings.put("max.request.size", 16 << 20);
        settings.put("enable.metrics.push", false);
        settings.put("compression.type", compression);
        List<String> words = new ArrayList<>(List.of("--topic", TOPIC, "--num-records", Long.toString(events)));
        words.addAll(List.of("--throughput", "-1", "--payload-file", payloads.toString()));
        words.addAll(List.of("--transactional-id", "tool", "--transaction-duration-ms", "100", "--command-property"));
        settings.forEach((key, value) -> words.add(key + "=" + value));
        PrintStream standard = System.out;
        var caught = new ByteArrayOutputStream();
        Pace.Moment begin = Pace.Moment.now();
        System.setOut(new PrintStream(caught, true, StandardCharsets.UTF_8));
        try {
            Class.forName(TOOL).getMethod("main", String[].class).invoke(null, (Object) words.toArray(String[]::new));
        } finally {
            System.setOut(standard);
        }
        Pace.Moment end = Pace.Moment.now();
        String said = caught.toString(StandardCharsets.UTF_8);
        Matcher matcher = TOTAL.matcher(said);
        double rate = Double.NaN;
        while (matcher.find()) {
            rate = Double.parseDouble(matcher.group(1)); // the last line is the total
        }
        if (Double.isNaN(rate)) {
            throw new IllegalStateException("ProducerPerformance printed no rate: " + said);
        }
        return new Pace(rate, begin.until(end, events).perCpuSecond());
    }
}
