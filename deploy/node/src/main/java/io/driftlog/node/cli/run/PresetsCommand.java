package io.driftlog.node.cli.run;

import io.driftlog.events.UserException.BadInput;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.output.Console;
import io.driftlog.simulator.service.Presets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists and prints the built-in run specs. */
@Command(
        name = "presets",
        description = "List the built-in run specs, or print one to start your own from.",
        mixinStandardHelpOptions = true)
public final class PresetsCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Parameters(arity = "0..1", paramLabel = "PRESET", description = "Print this one.")
    @Nullable
    String preset;

    @Override
    public Integer call() {
        Console console = common.console();
        Map<String, String> texts = new LinkedHashMap<>();
        for (String name : Presets.names()) {
            if (preset == null || preset.equals(name)) {
                texts.put(name, Presets.text(name).orElseThrow());
            }
        }
        if (texts.isEmpty()) {
            throw new BadInput(Presets.unknown(String.valueOf(preset)));
        }
        if (!console.isJson()) {
            texts.forEach((name, text) -> console.line("%s", preset == null ? name : text.stripTrailing()));
        }
        console.result(texts);
        return 0;
    }
}
