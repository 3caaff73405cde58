package io.driftlog.analyzer.spi;

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
 * The analyzers that a class loader knows. One that cannot be loaded is left out and named in {@link #refused}; the
 * others are there all the same.
 */
public final class Analyzers {
    /** A provider file that fails again and again is given up. */
    private static final int MOST_REFUSALS = 1000;

    private final SortedMap<String, AnalyzerFactory> factories = new TreeMap<>();
    private final List<String> refused = new ArrayList<>();

    private Analyzers() {}

    /** Loads every factory that {@link ServiceLoader} finds through the class loader. */
    public static Analyzers load(ClassLoader classLoader) {
        Analyzers analyzers = new Analyzers();
        Iterator<AnalyzerFactory> found =
                ServiceLoader.load(AnalyzerFactory.class, classLoader).iterator();
        while (analyzers.refused.size() < MOST_REFUSALS && analyzers.takeNext(found)) {}
        return analyzers;
    }

    /** The analyzers of these factories. */
    public static Analyzers of(Collection<? extends AnalyzerFactory> factories) {
        Analyzers analyzers = new Analyzers();
        Iterator<? extends AnalyzerFactory> found = factories.iterator();
        while (analyzers.takeNext(found)) {}
        return analyzers;
    }

    /** The factories, by id. */
    public Collection<AnalyzerFactory> factories() {
        return Collections.unmodifiableCollection(factories.values());
    }

    /** One sentence for each analyzer that could not be loaded. */
    public List<String> refused() {
        return List.copyOf(refused);
    }

    /**
     * Makes an analyzer, in its driver.
     *
     * @param parameters those that the user gave; the ones that repeat a default are left out of the identity of the
     *     findings. Not modified.
     * @throws IllegalArgumentException for an unknown id or bad parameters; the message is a sentence for a person
     */
    public FoldDriver<?> create(String id, Map<String, String> parameters) {
        AnalyzerFactory factory = factories.get(id);
        if (factory == null) {
            String known =
                    factories.isEmpty() ? "none is loaded" : "known are " + String.join(", ", factories.keySet());
            String problems = refused.isEmpty() ? "" : "; left out: " + String.join("; ", refused);
            throw new IllegalArgumentException("there is no analyzer '" + id + "'; " + known + problems);
        }
        return create(factory, parameters);
    }

    private static FoldDriver<?> create(AnalyzerFactory factory, Map<String, String> parameters) {
        SortedMap<String, String> changed = new TreeMap<>(parameters);
        changed.entrySet().removeAll(factory.defaults().entrySet());
        return new FoldDriver<>(factory.create(changed), changed);
    }

    /** Takes the next factory if there is one, or says why it cannot be had. */
    private boolean takeNext(Iterator<? extends AnalyzerFactory> found) {
        @Nullable String name = null;
        try {
            if (!found.hasNext()) {
                return false;
            }
            AnalyzerFactory factory = found.next();
            name = factory.getClass().getName();
            add(factory);
        } catch (RuntimeException | ServiceConfigurationError | LinkageError e) {
            String text = e.getMessage() == null ? e.toString() : e.getMessage();
            refused.add(name == null ? text : name + ": " + text);
        }
        return true;
    }

    private void add(AnalyzerFactory factory) {
        FoldDriver<?> driver = create(factory, Map.of());
        if (!driver.id().equals(factory.id())) {
            throw new IllegalArgumentException(
                    "its id is '" + factory.id() + "' but it makes analyzers with the id '" + driver.id() + "'");
        }
        AnalyzerFactory other = factories.putIfAbsent(factory.id(), factory);
        if (other != null) {
            throw new IllegalArgumentException("the id '" + factory.id() + "' is taken by "
                    + other.getClass().getName());
        }
    }
}
