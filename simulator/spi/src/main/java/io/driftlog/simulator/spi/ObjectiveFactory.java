package io.driftlog.simulator.spi;

/**
 * Offers one kind of objective. {@link java.util.ServiceLoader} finds it: name its class in
 * {@code META-INF/services/io.driftlog.simulator.spi.ObjectiveFactory}, and give it a public constructor without
 * parameters.
 */
public interface ObjectiveFactory {
    /** {@return the kind of objective; the same at every call} */
    ObjectiveType type();
}
