package io.driftlog.node.cli.options;

import io.driftlog.analyzer.service.PluginFolder;
import io.driftlog.analyzer.service.PluginMarks;
import io.driftlog.analyzer.spi.driver.Analyzers;
import io.driftlog.events.UserException.BadInput;
import io.driftlog.node.cli.output.Console;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The folder of plug-in analyzers. */
public final class PluginOptions {
    private static final String DEFAULT_FOLDER = "plugins";

    @Option(
            names = "--plugins",
            paramLabel = "DIR",
            description =
                    "Folder with jars of more analyzers: code that can do all that this process can. Default: plugins/"
                            + " in the data directory, if it exists.")
    @Nullable
    Path folder;

    private @Nullable PluginMarks marks;

    /** The built-in analyzers and those of the folder; the console names those that cannot be loaded. */
    public Analyzers load(CommonOptions options, Console console) {
        Analyzers known = loadQuietly(options);
        known.refused().forEach(sentence -> console.line("analyzer left out: %s", sentence));
        return known;
    }

    /** The same; the console names none. */
    public Analyzers loadQuietly(CommonOptions options) {
        Path given = folder;
        if (given != null && !Files.isDirectory(given)) {
            throw new BadInput("--plugins: " + given + " is not a folder; name the one that has the jars.");
        }
        if (marks == null) {
            marks = PluginMarks.in(options.data);
        }
        return PluginFolder.load(
                PluginOptions.class.getClassLoader(),
                given == null ? options.data.resolve(DEFAULT_FOLDER) : given,
                marks);
    }
}
