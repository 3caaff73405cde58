package org.example.robust;

import io.driftlog.simulator.spi.Parameter;
import io.driftlog.simulator.spi.RegularizerFactory;
import io.driftlog.simulator.spi.RegularizerType;
import java.util.List;

/** Offers {@code regularizer: {type: pseudo-huber, delta: 0.1}}. */
public final class PseudoHuberFactory implements RegularizerFactory {
    @Override
    public RegularizerType type() {
        return new RegularizerType(
                PseudoHuber.NAME,
                "sum sqrt(w_i^2 + delta^2) - delta: a smooth l1",
                List.of(Parameter.real("delta", "weights below it are treated as by l2", 0.1, 1e-6, 1e6)),
                List.of(),
                inputs -> new PseudoHuber(inputs.parameters().real("delta")));
    }
}
