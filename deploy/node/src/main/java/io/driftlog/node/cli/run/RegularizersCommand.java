package io.driftlog.node.cli.run;

import io.driftlog.analyzer.service.PluginFolder;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.options.PluginOptions;
import io.driftlog.node.cli.output.Console;
import io.driftlog.simulator.flow.spec.Extensions;
import io.driftlog.simulator.flow.spec.Regularizers;
import io.driftlog.simulator.spi.RegularizerType;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the regularisers that a run spec can name. */
@Command(
        name = "regularizers",
        description = "List the regularizers that a run spec can name, with their numbers and vectors.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "For example:",
            "  regularizer: l1",
            "  regularizer: [{type: l2}, {type: lq, q: 3, weight: 0.1}]     # a sum"
        })
public final class RegularizersCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Mixin
    PluginOptions plugins = new PluginOptions();

    @Override
    public Integer call() {
        Console console = common.console();
        plugins.install(common, console);
        for (RegularizerType type : Regularizers.all()) {
            console.line("%s%s", type.name(), ObjectivesCommand.origin(type.name()));
            console.line("    %s", type.description());
            type.parameters()
                    .forEach(each ->
                            console.line("    %s", ParameterView.of(each).inWords()));
            type.roles().forEach(role -> console.line("    %s: %s", role.name(), role.description()));
        }
        console.result(Regularizers.all().stream()
                .map(type -> new RegularizerView(
                        type.name(),
                        type.description(),
                        Extensions.originOf(type.name()).orElse(PluginFolder.BUILT_IN),
                        type.parameters().stream().map(ParameterView::of).toList(),
                        type.roles().stream().map(role -> role.name()).toList()))
                .toList());
        return 0;
    }

    /**
     * A regularizer type.
     *
     * @param origin the jar of a plug-in, or {@link PluginFolder#BUILT_IN}
     */
    @Serdeable
    record RegularizerView(
            String name, String description, String origin, List<ParameterView> parameters, List<String> vectors) {}
}
