package io.driftlog.node;

import io.driftlog.broker.SteadyClock;
import io.driftlog.node.cli.DriftlogCommand;
import io.driftlog.node.cli.HelpLayout;
import io.driftlog.node.cli.options.CommandFactory;
import io.driftlog.node.cli.output.Errors;
import io.driftlog.node.web.WebServer;
import java.util.Objects;
import picocli.CommandLine;

/** The driftlog command. */
public final class Main {
    private Main() {}

    /** Runs one verb and exits with its code: 0 success, 1 failure, 2 bad input, 130 interrupted. */
    public static void main(String[] args) {
        SteadyClock.use();
        System.exit(execute(args));
    }

    static int execute(String... args) {
        try (var factory = new CommandFactory(WebServer.JSON)) {
            String columns = Objects.requireNonNullElse(System.getenv("COLUMNS"), "");
            return HelpLayout.install(new CommandLine(DriftlogCommand.class, factory), HelpLayout.width(columns))
                    .setExecutionExceptionHandler(Errors::report)
                    .setParameterExceptionHandler(Errors::usage)
                    .setCaseInsensitiveEnumValuesAllowed(true)
                    .execute(args);
        }
    }
}
