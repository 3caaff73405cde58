package io.driftlog.node.cli.output;

import io.driftlog.analyzer.service.PluginFolder;
import io.driftlog.events.UserException;
import java.io.PrintWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Reports every error as one sentence on standard error, and an exit code. */
public final class Errors {
    private static final Logger LOG = LoggerFactory.getLogger(Errors.class);

    private Errors() {}

    /** A verb threw. */
    public static int report(Exception e, CommandLine command, ParseResult parsed) {
        LOG.error("the command failed", e);
        UserException known = e instanceof UserException user ? user : null;
        PrintWriter err = command.getErr();
        err.println("driftlog: " + (known != null ? known.sentence() : internal(e)));
        err.flush();
        return known != null ? known.exitCode() : 1;
    }

    private static String internal(Exception e) {
        return PluginFolder.culprit(e)
                        .map(plugin -> plugin + " threw " + e + "; have it corrected")
                        .orElse("Internal error (please report): " + e)
                + (LOG.isErrorEnabled() ? "; the log file in the data directory has its stack trace." : ".");
    }

    /** The command line could not be understood. */
    public static int usage(ParameterException e, String[] args) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println("driftlog: " + UsageErrors.sentence(e));
        err.flush();
        return 2;
    }
}
