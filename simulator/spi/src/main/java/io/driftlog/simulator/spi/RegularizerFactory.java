package io.driftlog.simulator.spi;

/**
 * Offers one kind of regulariser. {@link java.util.ServiceLoader} finds it: name its class in
 * {@code META-INF/services/io.driftlog.simulator.spi.RegularizerFactory}, and give it a public constructor without
 * parameters.
 */
public interface RegularizerFactory {
    /** {@return the kind of regulariser; the same at every call} */
    RegularizerType type();
}
