package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.broker.EmbeddedBroker;
import io.driftlog.log.Clients;
import io.driftlog.log.LogConnection;
import io.driftlog.log.Topics;
import io.driftlog.node.home.Cluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FreshClusterIT {
    @TempDir
    Path directory;

    /**
     * Goal: commands that read leave another cluster as it is, and say how a log is created in it. Method: a broker
     * without topics; then one with the topics of a log; then one that lacks a topic.
     */
    @Test
    void read_clusterWithoutLog_createsNothingAndSaysWhatDoes() throws Exception {
        try (var broker = EmbeddedBroker.start(directory.resolve("kafka"), 0, Assertions::fail);
                Admin admin = Clients.admin(LogConnection.to(broker.bootstrapServers()))) {
            String kafka = broker.bootstrapServers();
            InProcess.run("runs", "--kafka", kafka)
                    .assertPrinted("has no Driftlog log yet", "the first `driftlog run`", "--kafka " + kafka);
            assertThat(InProcess.run("runs", "--kafka", kafka, "--json").json().get("runs"))
                    .isEmpty();
            for (List<String> words : List.of(
                    List.of("findings", "none"),
                    List.of("show", "none"),
                    List.of("replay", "none", "--analyzer", "norm-drift"),
                    List.of("archive", "none", directory.resolve("none.avro").toString()),
                    List.of("cancel", "none"))) {
                InProcess.run(Stream.concat(words.stream(), Stream.of("--kafka", kafka))
                                .toArray(String[]::new))
                        .assertRefused(1, "has no Driftlog log yet");
            }
            assertThat(topics(admin)).isEmpty();

            Cluster.initialise(LogConnection.to(kafka), null).close();
            assertThat(topics(admin)).containsExactlyInAnyOrderElementsOf(names());
            InProcess.run("runs", "--kafka", kafka).assertPrinted("no runs");

            admin.deleteTopics(List.of(Topics.RUN_REQUESTS.name())).all().get();
            Awaitility.await().until(() -> topics(admin).size() < names().size());
            InProcess.run("runs", "--kafka", kafka).assertRefused(1, "lacks the topic " + Topics.RUN_REQUESTS.name());
        }
    }

    private static List<String> names() {
        return Topics.all().stream().map(Topics.Topic::name).toList();
    }

    private static Set<String> topics(Admin admin) throws Exception {
        return admin.listTopics(new ListTopicsOptions().listInternal(true))
                .names()
                .get();
    }
}
