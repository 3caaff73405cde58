package io.driftlog.node.cli.output;

import io.driftlog.broker.BrokerException;
import io.driftlog.log.LogException;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.service.ResumeException;
import io.driftlog.simulator.service.foreign.ForeignFileException;
import java.io.PrintWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Every error is one sentence on standard error and an exit code: 2 for bad input, 1 for the rest. */
public final class Errors {
    private static final Logger LOG = LoggerFactory.getLogger(Errors.class);

    private Errors() {}

    /** A verb threw. */
    public static int report(Exception e, CommandLine command, ParseResult parsed) {
        LOG.error("the command failed", e);
        PrintWriter err = command.getErr();
        err.println("driftlog: " + sentence(e));
        err.flush();
        return e instanceof InvalidSpecException || e instanceof UsageException || e instanceof ForeignFileException
                ? 2
                : 1;
    }

    private static String sentence(Exception e) {
        if (e instanceof InvalidSpecException
                || e instanceof UsageException
                || e instanceof ForeignFileException
                || e instanceof BrokerException
                || e instanceof ResumeException
                || e instanceof LogException) {
            return String.valueOf(e.getMessage());
        }
        return "an error of its own that should be reported: " + e
                + (LOG.isErrorEnabled() ? "; the log file in the data directory has its stack trace." : ".");
    }

    /** The command line could not be understood. */
    public static int usage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("driftlog: " + e.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(e, err)) {
            err.println("Try `driftlog " + (command.getParent() == null ? "" : command.getCommandName() + " ")
                    + "--help`.");
        }
        err.flush();
        return 2;
    }

    /** Bad input on the command line; the message is one sentence that says what is wrong and what to do. */
    public static final class UsageException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public UsageException(String sentence) {
            super(sentence);
        }
    }
}
