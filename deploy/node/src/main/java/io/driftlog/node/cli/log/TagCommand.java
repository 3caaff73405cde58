package io.driftlog.node.cli.log;

import io.driftlog.log.RunAnnotated;
import io.driftlog.node.cli.options.CommonOptions;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tags a run. */
@Command(
        name = "tag",
        description = {
            "Put tags on a run, or take them off. The log and archives keep them; no digest changes.",
            "`driftlog runs --tag TAG` lists the runs with a tag."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  driftlog tag RUN paper fig3/left     put two tags on a run",
            "  driftlog tag RUN draft --remove      take one off",
        })
public final class TagCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Parameters(index = "0", paramLabel = "RUN", description = "The run's id; `driftlog runs` lists them.")
    String runId = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "TAG",
            description = "A word of at most 60 letters, digits or . _ : / = + -")
    List<String> tags = List.of();

    @Option(names = "--remove", description = "Take the tags off.")
    boolean remove;

    @Override
    public Integer call() {
        List<String> none = List.of();
        List<String> added = remove ? none : tags;
        List<String> removed = remove ? tags : none;
        RunAnnotated change = RunAnnotated.tags(runId, added, removed, System.currentTimeMillis());
        return NoteCommand.annotate(common, change, api -> api.tag(runId, added, removed));
    }
}
