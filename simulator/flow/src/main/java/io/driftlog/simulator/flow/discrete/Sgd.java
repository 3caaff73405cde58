package io.driftlog.simulator.flow.discrete;

/**
 * Stochastic gradient descent, {@code b <- mu b + g, w <- w - eta b}, or with Nesterov's momentum {@code w <- w - eta
 * (g + mu b)}; b begins at 0.
 *
 * <p>As PyTorch's {@code torch.optim.SGD} without dampening (Sutskever et al., "On the importance of initialization and
 * momentum in deep learning", ICML 2013).
 *
 * @param momentum mu, in [0, 1)
 * @param nesterov whether the gradient is looked ahead
 */
public record Sgd(double momentum, boolean nesterov) implements UpdateRule {
    @Override
    public int memoryLength(int dimension) {
        return momentum == 0 ? 0 : dimension;
    }

    @Override
    public double timePerRate() {
        return 1 / (1 - momentum);
    }

    @Override
    public boolean isDecoupled() {
        return false;
    }

    @Override
    public void step(long step, double rate, double[] gradient, double[] w, double[] memory) {
        for (int i = 0; i < w.length; i++) {
            double move = gradient[i];
            if (momentum > 0) {
                memory[i] = momentum * memory[i] + gradient[i];
                move = nesterov ? gradient[i] + momentum * memory[i] : memory[i];
            }
            w[i] -= rate * move;
        }
    }
}
