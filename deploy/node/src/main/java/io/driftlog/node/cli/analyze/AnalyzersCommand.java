package io.driftlog.node.cli.analyze;

import io.driftlog.analyzer.service.api.AnalyzerView;
import io.driftlog.analyzer.spi.driver.Analyzers;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.options.PluginOptions;
import io.driftlog.node.cli.output.Console;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the known analyzers. */
@Command(
        name = "analyzers",
        description = "List the built-in analyzers and those of the jars in the plug-in folder.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A plug-in is a jar that is built against analyzer/spi; analyzer/example-plugin in the repository is an example.",
            "Put it into plugins/ in the data directory, or name its folder with --plugins."
        })
public final class AnalyzersCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Mixin
    PluginOptions plugins = new PluginOptions();

    @Override
    public Integer call() {
        Console console = common.console();
        Analyzers analyzers = plugins.load(common, console);
        for (Analyzers.Known known : analyzers.known()) {
            Map<String, String> defaults = new TreeMap<>(known.factory().defaults());
            console.line("%s, version %d, %s", known.factory().id(), known.version(), known.origin());
            console.line("    %s", known.factory().description());
            defaults.forEach((name, value) -> console.line("    %s=%s", name, value));
        }
        console.result(
                new Result(analyzers.known().stream().map(AnalyzerView::of).toList(), analyzers.refused()));
        return 0;
    }

    /**
     * The analyzers.
     *
     * @param leftOut sentences about jars that cannot be used
     */
    @Serdeable
    record Result(List<AnalyzerView> analyzers, List<String> leftOut) {}
}
