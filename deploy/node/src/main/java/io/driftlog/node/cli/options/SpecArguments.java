package io.driftlog.node.cli.options;

import io.driftlog.simulator.service.NamedSpec;
import io.driftlog.simulator.service.RunSpecReader;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The spec to integrate. */
public final class SpecArguments {
    @Parameters(index = "0", paramLabel = "SPEC", description = "A preset (see `driftlog presets`) or a YAML file.")
    String source = "";

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Override a key of the spec, such as --set weightDecay=1e-5 or"
                    + " --set method.type=gradient-descent. A new type drops the keys of the old one. Repeatable.")
    List<String> overrides = List.of();

    public NamedSpec read() {
        return RunSpecReader.read(source, overrides);
    }
}
