package io.driftlog.simulator.flow.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Chooses the {@link MatrixKernel}: the Vector API for large work where its module can be loaded and the processor has
 * vectors of four doubles or more, else loops. The system property {@code driftlog.kernel} forces one of them.
 *
 * <p>The module is loaded when the first large work asks for it: {@code --add-modules} would load it at every start, and
 * print a warning. That takes {@code --add-exports java.base/jdk.internal.module=ALL-UNNAMED}, which the launcher gives.
 */
public final class MatrixKernels {
    /** {@code scalar} or {@code vector}. */
    public static final String PROPERTY = "driftlog.kernel";

    private static final String MODULE = "jdk.incubator.vector";
    /** Before the just-in-time compiler has compiled them, vector operations are slower than loops. */
    private static final double LARGE = 4e6;

    private static final MatrixKernel SCALAR = new ScalarKernel();
    private static final @Nullable String FORCED = System.getProperty(PROPERTY);

    static {
        if (FORCED != null && !FORCED.equals("scalar") && !FORCED.equals("vector")) {
            throw new IllegalStateException(PROPERTY + " is " + FORCED + "; give scalar or vector.");
        }
        if ("vector".equals(FORCED) && vector() == null) {
            throw new IllegalStateException(
                    PROPERTY + " is vector, but vectors of four doubles are not available; start Java with"
                            + " --add-exports java.base/jdk.internal.module=ALL-UNNAMED, or leave the property out.");
        }
    }

    private MatrixKernels() {}

    /**
     * The kernel for some work.
     *
     * @param multiplications how many multiplications it takes
     */
    public static MatrixKernel of(double multiplications) {
        if ("scalar".equals(FORCED) || (FORCED == null && multiplications < LARGE)) {
            return SCALAR;
        }
        MatrixKernel vector = vector();
        return vector == null ? SCALAR : vector;
    }

    /** The loops. */
    public static MatrixKernel scalar() {
        return SCALAR;
    }

    /** The Vector API; null where it is not available. */
    public static @Nullable MatrixKernel vector() {
        return Loaded.VECTOR;
    }

    /** On first use. */
    private static final class Loaded {
        static final @Nullable MatrixKernel VECTOR = load();

        /** By name: the kernel is compiled apart, and cannot be loaded without the module. */
        private static @Nullable MatrixKernel load() {
            try {
                if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
                    Class<?> modules = Class.forName("jdk.internal.module.Modules");
                    modules.getMethod("loadModule", String.class).invoke(null, MODULE);
                }
                Class<?> type = Class.forName(MatrixKernels.class.getPackageName() + ".VectorKernel");
                return (MatrixKernel) type.getDeclaredMethod("create").invoke(null);
            } catch (ReflectiveOperationException | LinkageError e) {
                return null;
            }
        }
    }
}
