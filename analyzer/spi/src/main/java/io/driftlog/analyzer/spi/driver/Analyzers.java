package io.driftlog.analyzer.spi.driver;

import io.driftlog.analyzer.spi.AnalyzerFactory;
import io.driftlog.analyzer.spi.SpiVersion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The available analyzers, from one class loader or several. One that cannot be loaded is left out and named in
 * {@link #refused}.
 */
public final class Analyzers {
    /** Loading stops after this number of failures. */
    private static final int MOST_REFUSALS = 1000;

    private final SortedMap<String, Known> known;
    private final List<String> refused;

    private Analyzers(SortedMap<String, Known> known, List<String> refused) {
        this.known = Collections.unmodifiableSortedMap(known);
        this.refused = List.copyOf(refused);
    }

    /**
     * An analyzer that can be created.
     *
     * @param factory creates it
     * @param version of its analyzers
     * @param origin where it comes from
     */
    public record Known(AnalyzerFactory factory, int version, String origin) {}

    /**
     * {@return the analyzers that {@link ServiceLoader} finds through the class loader}
     *
     * @param classLoader finds the factories
     */
    public static Analyzers load(ClassLoader classLoader) {
        return new Builder().load("", classLoader).build();
    }

    /**
     * {@return the analyzers of these factories}
     *
     * @param factories one for each analyzer
     */
    public static Analyzers of(Collection<? extends AnalyzerFactory> factories) {
        var builder = new Builder();
        builder.takeAll("", factories.iterator());
        return builder.build();
    }

    /** Collects analyzers from several places; of two with the same id the second is refused. */
    public static final class Builder {
        private final SortedMap<String, Known> known = new TreeMap<>();
        private final List<String> refused = new ArrayList<>();

        /**
         * Adds every factory that {@link ServiceLoader} finds through a class loader.
         *
         * @param classLoader finds the factories
         * @param origin where they come from; precedes the sentences about those refused
         * @return this
         */
        public Builder load(String origin, ClassLoader classLoader) {
            takeAll(
                    origin,
                    ServiceLoader.load(AnalyzerFactory.class, classLoader).iterator());
            return this;
        }

        /**
         * Adds a sentence to {@link #refused}.
         *
         * @param sentence says what was left out and why
         * @return this
         */
        public Builder refuse(String sentence) {
            refused.add(sentence);
            return this;
        }

        /** {@return the analyzers collected so far} */
        public Analyzers build() {
            return new Analyzers(new TreeMap<>(known), refused);
        }

        private void takeAll(String origin, Iterator<? extends AnalyzerFactory> found) {
            int most = refused.size() + MOST_REFUSALS;
            while (refused.size() < most && takeNext(origin, found)) {}
        }

        /** Adds the next factory, or the reason why it cannot be loaded; false if there is none. */
        private boolean takeNext(String origin, Iterator<? extends AnalyzerFactory> found) {
            @Nullable String name = null;
            try {
                if (!found.hasNext()) {
                    return false;
                }
                AnalyzerFactory factory = found.next();
                name = factory.getClass().getName();
                add(origin, factory);
            } catch (RuntimeException | ServiceConfigurationError | LinkageError e) {
                String text = name == null ? reason(e) : name + ": " + reason(e);
                refused.add(origin.isEmpty() ? text : origin + ": " + text);
            }
            return true;
        }

        private void add(String origin, AnalyzerFactory factory) {
            FoldDriver<?> driver = create(factory, Map.of());
            if (!driver.id().equals(factory.id())) {
                throw new IllegalArgumentException(
                        "its id is '" + factory.id() + "' but it makes analyzers with the id '" + driver.id() + "'");
            }
            requirePresent(factory.description(), "description");
            requirePresent(factory.defaults(), "map of defaults");
            Known other = known.putIfAbsent(factory.id(), new Known(factory, driver.version(), origin));
            if (other != null) {
                throw new IllegalArgumentException("the id '" + factory.id() + "' is taken by "
                        + other.factory().getClass().getName()
                        + (other.origin().isEmpty() ? "" : " of " + other.origin()) + "; remove one of the two");
            }
        }

        private static void requirePresent(@Nullable Object value, String what) {
            if (value == null) {
                throw new IllegalArgumentException("its " + what + " is null");
            }
        }

        private static String reason(Throwable thrown) {
            if (thrown instanceof LinkageError e) {
                return SpiVersion.explain(e);
            }
            if (thrown.getCause() instanceof LinkageError e) {
                return SpiVersion.explain(e);
            }
            return thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
        }
    }

    /** {@return the analyzers, by id} */
    public Collection<Known> known() {
        return known.values();
    }

    /** {@return the factories, by id} */
    public Collection<AnalyzerFactory> factories() {
        return known.values().stream().map(Known::factory).toList();
    }

    /** {@return one sentence for each analyzer that could not be loaded} */
    public List<String> refused() {
        return refused;
    }

    /**
     * Creates an analyzer, in its driver.
     *
     * @param id of the analyzer
     * @param parameters given by the user; those equal to a default are left out of the identity of the findings. Not
     *     modified.
     * @return the driver
     * @throws IllegalArgumentException for an unknown id or bad parameters; the message says which
     */
    public FoldDriver<?> create(String id, Map<String, String> parameters) {
        Known found = known.get(id);
        if (found == null) {
            String others = known.isEmpty() ? "none is loaded" : "known are " + String.join(", ", known.keySet());
            String problems = refused.isEmpty() ? "" : "; left out: " + String.join("; ", refused);
            throw new IllegalArgumentException("there is no analyzer '" + id + "'; " + others + problems);
        }
        return create(found.factory(), parameters);
    }

    private static FoldDriver<?> create(AnalyzerFactory factory, Map<String, String> parameters) {
        SortedMap<String, String> changed = new TreeMap<>(parameters);
        changed.entrySet().removeAll(factory.defaults().entrySet());
        return new FoldDriver<>(factory.create(changed), changed);
    }
}
