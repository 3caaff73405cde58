package io.driftlog.node.cli.options;

import io.driftlog.analyzer.service.PluginFolder;
import io.driftlog.analyzer.service.PluginMarks;
import io.driftlog.analyzer.spi.driver.Analyzers;
import io.driftlog.events.UserException.BadInput;
import io.driftlog.node.cli.output.Console;
import io.driftlog.simulator.flow.spec.Extensions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The folder of plug-ins. */
public final class PluginOptions {
    private static final String DEFAULT_FOLDER = "plugins";

    @Option(
            names = "--plugins",
            paramLabel = "DIR",
            description =
                    "Folder with jars of more analyzers, objectives and regularizers: code that can do all that this"
                            + " process can. Default: plugins/ in the data directory, if it exists.")
    @Nullable
    Path folder;

    private PluginFolder.@Nullable Loaded loaded;

    /**
     * Makes the objectives and regularizers of the folder known, before any spec is read; the console names the plug-ins
     * that cannot be loaded.
     */
    public void install(CommonOptions options, Console console) {
        load(options, console);
    }

    /** The same; returns the built-in analyzers and those of the folder. The folder is read once. */
    public Analyzers load(CommonOptions options, Console console) {
        PluginFolder.Loaded known = loaded;
        if (known == null) {
            known = read(options);
            loaded = known;
            Stream.concat(
                            known.analyzers().refused().stream(),
                            Extensions.install(known.objectives(), known.regularizers()).stream())
                    .forEach(sentence -> console.line("plug-in left out: %s", sentence));
        }
        return known.analyzers();
    }

    private PluginFolder.Loaded read(CommonOptions options) {
        Path given = folder;
        if (given != null && !Files.isDirectory(given)) {
            throw new BadInput("--plugins: " + given + " is not a folder; name the one that has the jars.");
        }
        return PluginFolder.load(
                PluginOptions.class.getClassLoader(),
                given == null ? options.data.resolve(DEFAULT_FOLDER) : given,
                PluginMarks.in(options.data));
    }
}
