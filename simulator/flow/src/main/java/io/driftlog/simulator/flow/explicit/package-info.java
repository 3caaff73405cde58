/**
 * Methods without iterations and the step controllers that go with them: explicit ones, which need nothing but gradients,
 * and the linearly implicit Rosenbrock method, which needs the Hessian.
 */
@NullMarked
package io.driftlog.simulator.flow.explicit;

import org.jspecify.annotations.NullMarked;
