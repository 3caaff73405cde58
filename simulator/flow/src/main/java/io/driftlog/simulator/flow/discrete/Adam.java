package io.driftlog.simulator.flow.discrete;

/**
 * Adam: {@code m <- b1 m + (1 - b1) g, v <- b2 v + (1 - b2) g^2, w <- w - eta (m / (1 - b1^k)) / (sqrt(v / (1 - b2^k))
 * + eps)}, entry by entry; m and v begin at 0. Weight decay is part of g, or decoupled from it (AdamW).
 *
 * <p>Kingma &amp; Ba, "Adam: a method for stochastic optimization", ICLR 2015, alg. 1; Loshchilov &amp; Hutter,
 * "Decoupled weight decay regularization", ICLR 2019, alg. 2. As PyTorch's {@code torch.optim.Adam} and {@code AdamW}.
 *
 * @param beta1 b1, in [0, 1)
 * @param beta2 b2, in [0, 1)
 * @param epsilon eps, above 0
 * @param isDecoupled whether weight decay multiplies the weights by {@code 1 - eta lambda} before the step
 */
public record Adam(double beta1, double beta2, double epsilon, boolean isDecoupled) implements UpdateRule {
    @Override
    public int memoryLength(int dimension) {
        return 2 * dimension;
    }

    @Override
    public double timePerRate() {
        return 1;
    }

    @Override
    public void step(long step, double rate, double[] gradient, double[] w, double[] memory) {
        int d = w.length;
        double first = 1 - StrictMath.pow(beta1, step);
        double second = Math.sqrt(1 - StrictMath.pow(beta2, step));
        for (int i = 0; i < d; i++) {
            double g = gradient[i];
            memory[i] = beta1 * memory[i] + (1 - beta1) * g;
            memory[d + i] = beta2 * memory[d + i] + (1 - beta2) * (g * g);
            w[i] -= rate / first * (memory[i] / (Math.sqrt(memory[d + i]) / second + epsilon));
        }
    }
}
