package io.driftlog.node.cli.run;

import io.driftlog.analyzer.service.PluginFolder;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.options.PluginOptions;
import io.driftlog.node.cli.output.Console;
import io.driftlog.simulator.flow.spec.Extensions;
import io.driftlog.simulator.flow.spec.Objectives;
import io.driftlog.simulator.spi.DataGenerator;
import io.driftlog.simulator.spi.ObjectiveType;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the objectives that a run spec can name. */
@Command(
        name = "objectives",
        description = "List the objectives that a run spec can name: parameters, texts, data sets and generators.",
        mixinStandardHelpOptions = true,
        footer = {"", "For example:", "  objective: {type: linear-regression, features: X.csv, targets: y.csv}"})
public final class ObjectivesCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Mixin
    PluginOptions plugins = new PluginOptions();

    @Override
    public Integer call() {
        Console console = common.console();
        plugins.install(common, console);
        for (ObjectiveType type : Objectives.all()) {
            console.line("%s%s", type.name(), origin(type.name()));
            console.line("    %s", type.description());
            type.parameters()
                    .forEach(each ->
                            console.line("    %s", ParameterView.of(each).inWords()));
            type.choices()
                    .forEach(each -> console.line("    %s", ChoiceView.of(each).inWords()));
            type.roles()
                    .forEach(role -> console.line(
                            "    %s: %s%s", role.name(), role.description(), role.required() ? "" : " (optional)"));
            for (DataGenerator generator : type.generators()) {
                console.line("    generator %s: %s", generator.name(), generator.description());
                generator
                        .parameters()
                        .forEach(each -> console.line(
                                "        %s", ParameterView.of(each).inWords()));
            }
        }
        console.result(Objectives.all().stream().map(ObjectivesCommand::view).toList());
        return 0;
    }

    /** Where a type of a plug-in comes from, for people; nothing for one that ships inside. */
    static String origin(String name) {
        return Extensions.originOf(name).map(jar -> ", " + jar).orElse("");
    }

    private static ObjectiveView view(ObjectiveType type) {
        return new ObjectiveView(
                type.name(),
                type.description(),
                Extensions.originOf(type.name()).orElse(PluginFolder.BUILT_IN),
                type.parameters().stream().map(ParameterView::of).toList(),
                type.choices().stream().map(ChoiceView::of).toList(),
                type.roles().stream()
                        .map(role -> new RoleView(role.name(), role.description(), role.required()))
                        .toList(),
                type.generators().stream()
                        .map(each -> new GeneratorView(
                                each.name(),
                                each.description(),
                                each.parameters().stream()
                                        .map(ParameterView::of)
                                        .toList()))
                        .toList());
    }

    /**
     * An objective type.
     *
     * @param origin the jar of a plug-in, or {@link PluginFolder#BUILT_IN}
     */
    @Serdeable
    record ObjectiveView(
            String name,
            String description,
            String origin,
            List<ParameterView> parameters,
            List<ChoiceView> choices,
            List<RoleView> data,
            List<GeneratorView> generators) {}

    /** A data set that an objective takes. */
    @Serdeable
    record RoleView(String name, String description, boolean required) {}

    /** What makes data. */
    @Serdeable
    record GeneratorView(String name, String description, List<ParameterView> parameters) {}
}
