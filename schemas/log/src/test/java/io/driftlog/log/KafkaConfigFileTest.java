package io.driftlog.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.driftlog.events.UserException;
import io.driftlog.events.UserException.BadInput;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

final class KafkaConfigFileTest {
    private static final String SECRET = "hunter2";
    private static final List<Function<LogConnection, AutoCloseable>> CLIENTS = List.of(
            Clients::plainProducer,
            kafka -> Clients.transactionalProducer(kafka, "id", true),
            Clients::consumer,
            kafka -> Clients.shareConsumer(kafka, "group"),
            Clients::admin);

    @TempDir
    Path directory;

    @Test
    void read_file_hasItsPropertiesWithoutThoseOfTheLog() throws Exception {
        Path file = Files.writeString(
                directory.resolve("client.properties"),
                "# for the tools\nsecurity.protocol = SASL_SSL\ngroup.id=tool\nbootstrap.servers=elsewhere:1\n");
        assertThat(LogConnection.to("host:9092", file).properties()).isEqualTo(Map.of("security.protocol", "SASL_SSL"));
    }

    @Test
    void read_noFile_isOneSentence() {
        assertThatThrownBy(() -> KafkaConfigFile.read(directory.resolve("none")))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("there is no file")
                .hasMessageContaining("none");
    }

    @Test
    void read_brokenFile_isOneSentenceWithoutItsValues() throws Exception {
        Path escape = Files.writeString(directory.resolve("escape"), "password=" + SECRET + "\\u00x1");
        Path bytes = Files.write(directory.resolve("bytes"), ("a=" + SECRET + "é").getBytes(StandardCharsets.UTF_16));
        for (Path file : List.of(escape, bytes, directory)) {
            assertThatThrownBy(() -> KafkaConfigFile.read(file))
                    .isInstanceOf(BadInput.class)
                    .hasMessageContaining(file + " cannot be read")
                    .hasMessageNotContaining(SECRET);
        }
    }

    /**
     * Goal: no client logs a password, whether it can be made or not. Method: all that Kafka logs at its level INFO while
     * clients are made, with the password in its key, in a misspelt one, and in broken JAAS entries.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"u\" password=\"hunter2\";",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"u\" password=\"hunter2\"",
                "org.apache.kafka.common.security.scram.ScramLoginModule username=\"u\" password=\"hunter2\";",
                "org.apache.kafka.common.security.plain.NoSuchModule required password=\"hunter2\";",
                "hunter2"
            })
    void clients_withPassword_logItNowhere(String jaas) {
        LogConnection kafka = LogConnection.to("127.0.0.1:1")
                .with(Map.of(
                        "security.protocol", "SASL_SSL",
                        "sasl.mechanism", "SCRAM-SHA-512",
                        "sasl.jaas.config", jaas,
                        "sasl.jass.config", jaas,
                        "ssl.key.password", SECRET));
        var logged = new ListAppender<ILoggingEvent>();
        logged.start();
        Logger log = (Logger) LoggerFactory.getLogger("org.apache.kafka");
        Level before = log.getLevel();
        log.setLevel(Level.INFO);
        log.addAppender(logged);
        var thrown = new StringWriter();
        try {
            for (Function<LogConnection, AutoCloseable> client : CLIENTS) {
                make(client, kafka, thrown);
            }
        } finally {
            log.detachAppender(logged);
            log.setLevel(before);
        }
        assertThat(logged.list).isNotEmpty();
        assertThat(logged.list).extracting(ILoggingEvent::getFormattedMessage).noneMatch(line -> line.contains(SECRET));
        assertThat(thrown.toString()).doesNotContain(SECRET);
    }

    private static void make(Function<LogConnection, AutoCloseable> client, LogConnection kafka, StringWriter thrown) {
        try {
            client.apply(kafka).close();
        } catch (KafkaException | UserException e) {
            e.printStackTrace(new PrintWriter(thrown, true));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
