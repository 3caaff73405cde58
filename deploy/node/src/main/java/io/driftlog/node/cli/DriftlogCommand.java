package io.driftlog.node.cli;

import io.driftlog.node.cli.analyze.AnalyzeCommand;
import io.driftlog.node.cli.analyze.AnalyzersCommand;
import io.driftlog.node.cli.analyze.ReplayCommand;
import io.driftlog.node.cli.analyze.ReportCommand;
import io.driftlog.node.cli.analyze.ReproduceCommand;
import io.driftlog.node.cli.log.ArchiveCommand;
import io.driftlog.node.cli.log.CatCommand;
import io.driftlog.node.cli.log.CompareCommand;
import io.driftlog.node.cli.log.ExportCommand;
import io.driftlog.node.cli.log.FindingsCommand;
import io.driftlog.node.cli.log.ImportCommand;
import io.driftlog.node.cli.log.NoteCommand;
import io.driftlog.node.cli.log.PruneCommand;
import io.driftlog.node.cli.log.RunsCommand;
import io.driftlog.node.cli.log.ShowCommand;
import io.driftlog.node.cli.log.TagCommand;
import io.driftlog.node.cli.options.VersionProvider;
import io.driftlog.node.cli.run.CancelCommand;
import io.driftlog.node.cli.run.ForkCommand;
import io.driftlog.node.cli.run.IntegrateCommand;
import io.driftlog.node.cli.run.ObjectivesCommand;
import io.driftlog.node.cli.run.PresetsCommand;
import io.driftlog.node.cli.run.RegularizersCommand;
import io.driftlog.node.cli.run.RepairCommand;
import io.driftlog.node.cli.run.ResumeCommand;
import io.driftlog.node.cli.run.RunCommand;
import io.driftlog.node.cli.run.VerifyCommand;
import io.driftlog.node.cli.run.VerifyTheoryCommand;
import io.driftlog.node.cli.serve.BrokerCommand;
import io.driftlog.node.cli.serve.NodeCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The driftlog command: an overview of its verbs. */
@Command(
        name = "driftlog",
        description =
                "An event-sourced laboratory for training dynamics: integrate gradient flow with small weight decay,"
                        + " keep every step in Kafka, and let analyzers find the phases.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        subcommands = {
            RunCommand.class,
            ResumeCommand.class,
            ForkCommand.class,
            CancelCommand.class,
            IntegrateCommand.class,
            VerifyTheoryCommand.class,
            ReproduceCommand.class,
            PresetsCommand.class,
            ObjectivesCommand.class,
            RegularizersCommand.class,
            RunsCommand.class,
            ShowCommand.class,
            CompareCommand.class,
            TagCommand.class,
            NoteCommand.class,
            FindingsCommand.class,
            CatCommand.class,
            ReportCommand.class,
            ReplayCommand.class,
            VerifyCommand.class,
            AnalyzersCommand.class,
            ArchiveCommand.class,
            ImportCommand.class,
            ExportCommand.class,
            RepairCommand.class,
            PruneCommand.class,
            NodeCommand.class,
            AnalyzeCommand.class,
            BrokerCommand.class,
            CompletionCommand.class,
            HelpCommand.class
        },
        footer = {
            "",
            "Start with:",
            "  driftlog run paper/diagonal          # a run of a few seconds; its phases are detected live",
            "  driftlog runs                        # all runs with their verdicts",
            "  driftlog presets paper/diagonal      # a spec to start your own from",
            "  driftlog run --help                  # what a spec looks like, and more examples",
            "",
            "Exit codes: 0 success, 1 failure, 2 bad input, 130 interrupted by Ctrl-C, 143 ended by SIGTERM; what was"
                    + " committed is kept."
        })
public final class DriftlogCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
