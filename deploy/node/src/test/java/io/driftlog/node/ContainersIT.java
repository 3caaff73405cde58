package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import kafka.server.KafkaConfig;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Goal: deploy/containers/compose.yaml describes roles that work together. Method: no container daemon is needed: each role is
 * a process with exactly its container's command, on a broker in a separate process; only addresses and paths that
 * containers have to themselves are replaced.
 */
final class ContainersIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKEN = "a-token-for-containers";
    private static final List<String> ROLES = List.of("simulator", "analyzer", "web");

    private static Map<String, Object> compose = Map.of();

    @TempDir
    Path directory;

    @BeforeAll
    static void parse() throws Exception {
        compose = yaml(Files.readString(Driftlog.home().resolve("deploy/containers/compose.yaml")));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Map<String, Object> in, String key) {
        assertThat(in.get(key)).as(key).isInstanceOf(Map.class);
        return (Map<String, Object>) in.get(key);
    }

    private static List<String> list(Map<String, Object> in, String key) {
        return in.get(key) instanceof List<?> words
                ? words.stream().map(String::valueOf).toList()
                : List.of();
    }

    @Test
    void compose_againstTheSpecification_isValid() throws Exception {
        assertThat(violations(compose)).isEmpty();
    }

    /** The schema does see what is wrong. */
    @Test
    void compose_misspelledOrOfAnotherType_isNotValid() throws Exception {
        String text = Files.readString(Driftlog.home().resolve("deploy/containers/compose.yaml"));
        for (List<String> change : List.of(
                List.of("healthcheck:", "heathcheck:"),
                List.of("condition: service_healthy", "condition: healthy"),
                List.of("secrets: [driftlog-token]", "secrets: driftlog-token"))) {
            assertThat(text).contains(change.get(0));
            assertThat(violations(yaml(text.replace(change.get(0), change.get(1)))))
                    .as(change.get(1))
                    .isNotEmpty();
        }
    }

    private static Map<String, Object> yaml(String text) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    }

    private static List<String> violations(Map<String, Object> file) throws IOException {
        try (InputStream in = ContainersIT.class.getResourceAsStream("/compose-spec.json")) {
            ObjectNode schema = (ObjectNode) JSON.readTree(in);
            // A bare file name, which is no address.
            schema.remove("$id");
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                    .getSchema(schema)
                    .validate(JSON.valueToTree(file))
                    .stream()
                    .map(ValidationMessage::getMessage)
                    .toList();
        }
    }

    @Test
    void compose_everyVolumeSecretAndDependency_isDeclared() {
        Map<String, Object> services = map(compose, "services");
        assertThat(services.keySet()).containsExactlyInAnyOrder("kafka", "simulator", "analyzer", "web");
        for (String name : services.keySet()) {
            Map<String, Object> service = map(services, name);
            assertThat(service.get("image").toString()).as(name).contains(":");
            assertThat(map(service, "healthcheck")).as(name).containsKeys("test", "interval", "timeout", "retries");
            assertThat(map(compose, "secrets").keySet()).as(name).containsAll(list(service, "secrets"));
            assertThat(map(compose, "volumes").keySet())
                    .as(name)
                    .containsAll(list(service, "volumes").stream()
                            .map(volume -> volume.split(":")[0])
                            .toList());
            if (service.containsKey("depends_on")) {
                assertThat(services.keySet())
                        .containsAll(map(service, "depends_on").keySet());
            }
        }
        assertThat(list(map(services, "web"), "ports"))
                .allSatisfy(port -> assertThat(port).startsWith("127.0.0.1:"));
    }

    @Test
    void compose_everyKafkaVariable_isASettingOfKafka() {
        Map<String, Object> environment = map(map(map(compose, "services"), "kafka"), "environment");
        assertThat(environment.keySet().stream()
                        .filter(key -> !key.equals("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP"))
                        .map(key -> key.replaceFirst("KAFKA_", "")
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '.')))
                .isSubsetOf(KafkaConfig.configDef().names());
    }

    @Test
    void compose_rolesAsProcesses_makeARunThatEndsAndIsAnalyzed() throws Exception {
        Files.writeString(directory.resolve("token.txt"), TOKEN);
        List<Driftlog> processes = new ArrayList<>();
        try {
            processes.add(Driftlog.start(directory, "broker", "--port", "0", "--data", "broker")
                    .awaitText("Ctrl-C"));
            String kafka =
                    Files.readString(directory.resolve("broker/broker.address")).strip();
            for (String role : ROLES) {
                processes.add(Driftlog.start(directory, command(role, kafka)).awaitText("Ctrl-C"));
            }
            String web = address(processes.get(processes.size() - 1));
            String runId = send(
                            web,
                            HttpRequest.newBuilder(URI.create(web + "/api/v1/runs?preset=paper/diagonal"))
                                    .POST(BodyPublishers.noBody()))
                    .get("runId")
                    .asText();
            Awaitility.await("the run ends and its findings are there")
                    .atMost(Duration.ofSeconds(120))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> isOver(web, runId));
        } finally {
            for (int i = processes.size() - 1; i >= 0; i--) {
                processes.get(i).close();
            }
        }
    }

    /** The command of a service, word for word but for what only a container has. */
    private String[] command(String role, String kafka) {
        List<String> words = list(map(map(compose, "services"), role), "command");
        assertThat(words).startsWith("node", "--roles", role);
        Map<String, String> here = Map.of(
                "kafka:9092", kafka,
                "/data", directory.resolve(role).toString(),
                "/run/secrets/driftlog-token", directory.resolve("token.txt").toString());
        assertThat(words).containsAll(here.keySet());
        List<String> command = new ArrayList<>(
                words.stream().map(word -> here.getOrDefault(word, word)).toList());
        command.addAll(List.of("--http-port", "0"));
        return command.toArray(String[]::new);
    }

    private static String address(Driftlog node) {
        var found = Pattern.compile("node is up at http://[^:]+:(\\d+)/").matcher(node.out());
        assertThat(found.find()).as(node.toString()).isTrue();
        return "http://127.0.0.1:" + found.group(1);
    }

    private static boolean isOver(String web, String runId) throws Exception {
        JsonNode findings = send(web, HttpRequest.newBuilder(URI.create(web + "/api/v1/runs/" + runId + "/findings")))
                .path("findings");
        return send(web, HttpRequest.newBuilder(URI.create(web + "/api/v1/runs/" + runId)))
                        .path("run")
                        .path("state")
                        .asText()
                        .equals("completed")
                && findings.findValuesAsText("kind").contains("grokked");
    }

    /** What the web role answers to who has the token. */
    private static JsonNode send(String web, HttpRequest.Builder request) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        request.header("Authorization", "Bearer " + TOKEN)
                                .header("Origin", web)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return JSON.readTree(answer.body());
    }
}
