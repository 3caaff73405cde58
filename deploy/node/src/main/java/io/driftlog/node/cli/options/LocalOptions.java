package io.driftlog.node.cli.options;

import io.driftlog.analyzer.service.PluginMarks;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.home.Cluster;
import io.driftlog.node.home.DataDirectory;
import io.driftlog.node.home.LogFile;
import io.micronaut.serde.ObjectMapper;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of a command that works on its own data directory. */
public class LocalOptions {
    private static final Logger LOG = LoggerFactory.getLogger(LocalOptions.class);
    private static final Path USUAL_DATA = Path.of("driftlog-data");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:DRIFTLOG_DATA:-driftlog-data}",
            description =
                    "Directory of the embedded broker's log and of this process's files. Default: $DRIFTLOG_DATA or"
                            + " ./driftlog-data.")
    public Path data = USUAL_DATA;

    @Option(
            names = "--json",
            description = "Print one JSON object to standard output, and everything else to standard error.")
    boolean json;

    @Option(
            names = {"-v", "--verbose"},
            description = "Print details too: addresses of Kafka, sentences of findings, the whole predictor.")
    boolean verbose;

    /** The command that has these options. */
    @Spec(Spec.Target.MIXEE)
    CommandSpec command = CommandSpec.create();

    public Console console() {
        return new Console(json, verbose, () -> bean(ObjectMapper.class));
    }

    <T> T bean(Class<T> type) {
        return ((CommandFactory) command.commandLine().getFactory()).bean(type);
    }

    /** Starts the embedded broker for the writers of other processes, which may have outlived an earlier broker. */
    public Cluster openBroker(Console console, int port) {
        long start = System.nanoTime();
        Cluster cluster =
                console.during("starting the Kafka broker on " + data, () -> Cluster.embedded(openData(console), port));
        console.detail(
                "Kafka broker in this process at %s, data in %s (started in %.1f s)",
                cluster.bootstrapServers(), data, (System.nanoTime() - start) * 1e-9);
        cluster.notices().forEach(notice -> console.line("%s", notice));
        return cluster;
    }

    DataDirectory openData(Console console) {
        DataDirectory opened = logged(DataDirectory.open(data));
        for (String sentence : PluginMarks.ofDeadProcesses(data)) {
            LOG.warn(sentence);
            console.line("%s", sentence);
        }
        return opened;
    }

    static DataDirectory logged(DataDirectory opened) {
        LogFile.open(opened.logFile());
        return opened;
    }

    /** The options with which another command uses the same log; empty for the default. */
    public String whereWords() {
        return data.equals(USUAL_DATA) ? "" : " --data " + data;
    }
}
