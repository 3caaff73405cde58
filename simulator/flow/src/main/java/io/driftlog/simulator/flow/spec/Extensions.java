package io.driftlog.simulator.flow.spec;

import io.driftlog.events.Plugin;
import io.driftlog.events.RegularizerTerm;
import io.driftlog.events.RunSpec;
import io.driftlog.simulator.spi.Extension;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.ObjectiveType;
import io.driftlog.simulator.spi.Regularizer;
import io.driftlog.simulator.spi.RegularizerType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The objectives and regularisers that this process has from plug-ins. Installed once, when a command begins: analyzers,
 * readers of specs and the integration itself look types up by name.
 */
public final class Extensions {
    private static final Set<String> RESERVED = Set.of(Objectives.UNKNOWN, RunSpec.SUM);
    private static final String KEY = "plugins";

    private static volatile Extensions installed = new Extensions();

    private final Map<String, String> origins = new HashMap<>();
    private final Map<String, Plugin> plugins = new HashMap<>();
    private final List<ObjectiveType> objectives = new ArrayList<>();
    private final List<RegularizerType> regularizers = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    private Extensions() {}

    /**
     * Makes these known to the process, in place of those that were known before.
     *
     * @return a sentence for each that is refused, because its name is taken
     */
    public static List<String> install(
            List<Extension<ObjectiveType>> objectives, List<Extension<RegularizerType>> regularizers) {
        var next = new Extensions();
        objectives.stream().filter(next::take).forEach(each -> next.objectives.add(guarded(each)));
        regularizers.stream().filter(next::take).forEach(each -> next.regularizers.add(guardedRegularizer(each)));
        installed = next;
        return List.copyOf(next.refused);
    }

    private boolean take(Extension<?> extension) {
        String name = extension.plugin().id();
        boolean builtIn = RESERVED.contains(name)
                || Objectives.builtIn().anyMatch(type -> type.name().equals(name))
                || Regularizers.builtIn().anyMatch(type -> type.name().equals(name));
        @Nullable String other = builtIn ? "Driftlog itself" : origins.get(name);
        if (other != null) {
            refused.add(
                    extension.origin() + ": the name '" + name + "' is taken by " + other + "; give it another name");
            return false;
        }
        origins.put(name, extension.origin());
        plugins.put(name, extension.plugin());
        return true;
    }

    /** The type, whose failures name the jar. */
    private static ObjectiveType guarded(Extension<ObjectiveType> extension) {
        ObjectiveType type = extension.type();
        return new ObjectiveType(
                type.name(),
                type.description(),
                type.parameters(),
                type.choices(),
                type.roles(),
                type.generators(),
                inputs -> made(extension, "objective", () -> type.factory().create(inputs)));
    }

    /** The same; refuses a regulariser under another name, because methods choose by the name. */
    private static RegularizerType guardedRegularizer(Extension<RegularizerType> extension) {
        RegularizerType type = extension.type();
        return new RegularizerType(type.name(), type.description(), type.parameters(), type.roles(), inputs -> {
            Regularizer made =
                    made(extension, "regularizer", () -> type.factory().create(inputs));
            if (!type.name().equals(made.name())) {
                throw broken(extension, "regularizer", "made one that is named " + made.name());
            }
            return made;
        });
    }

    private static <M> M made(Extension<?> extension, String kind, Supplier<M> factory) {
        try {
            return Objects.requireNonNull(factory.get(), "null is no " + kind);
        } catch (InvalidSpecException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            throw broken(extension, kind, "threw " + e);
        }
    }

    private static InvalidSpecException broken(Extension<?> extension, String kind, String what) {
        return new InvalidSpecException(
                kind + ".plugin",
                "The " + kind + " " + extension.plugin().id() + " cannot be made: its factory in " + extension.origin()
                        + " " + what + "; have the plug-in corrected.");
    }

    static Stream<ObjectiveType> objectives() {
        return installed.objectives.stream();
    }

    static Stream<RegularizerType> regularizers() {
        return installed.regularizers.stream();
    }

    /** The jar that a type comes from; empty for a built-in one. */
    public static Optional<String> originOf(String name) {
        return Optional.ofNullable(installed.origins.get(name));
    }

    /** The plug-ins that the types of a spec come from. */
    static List<Plugin> of(RunSpec spec) {
        Extensions now = installed;
        return names(spec)
                .flatMap(name -> Optional.ofNullable(now.plugins.get(name)).stream())
                .toList();
    }

    /** Those of some plug-ins whose types a spec has. */
    public static List<Plugin> used(List<Plugin> plugins, RunSpec by) {
        Set<String> names = names(by).collect(Collectors.toSet());
        return plugins.stream().filter(each -> names.contains(each.id())).toList();
    }

    private static Stream<String> names(RunSpec spec) {
        return Stream.concat(
                        Stream.of(spec.objective().type()),
                        spec.regularizers().stream().map(RegularizerTerm::type))
                .distinct();
    }

    /**
     * Checks that the plug-ins that a run was recorded with are here, in the same versions.
     *
     * @throws InvalidSpecException for the first that is missing, or has another version
     */
    public static void require(RunSpec spec) {
        Extensions now = installed;
        for (Plugin needed : spec.plugins()) {
            @Nullable Plugin here = now.plugins.get(needed.id());
            if (here == null) {
                throw new InvalidSpecException(
                        KEY,
                        "The run needs the plug-in " + needed.id() + ", version " + needed.version()
                                + ", and it is not loaded: put its jar into the plug-in folder, or name its folder with"
                                + " --plugins.");
            }
            if (!here.version().equals(needed.version())) {
                throw new InvalidSpecException(
                        KEY,
                        "The run was recorded with version " + needed.version() + " of the plug-in " + needed.id()
                                + ", and " + now.origins.get(needed.id()) + " has version " + here.version()
                                + ": put the jar of version " + needed.version() + " in its place, or start a new"
                                + " run.");
            }
        }
    }

    /** Whether a spec cannot be run here, but perhaps where other plug-ins are loaded. */
    public static boolean isMissing(Throwable thrown) {
        return thrown instanceof InvalidSpecException invalid
                && Set.of(KEY, Objectives.KEY, Regularizers.KEY).contains(invalid.key());
    }
}
