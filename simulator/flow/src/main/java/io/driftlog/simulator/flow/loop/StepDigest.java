package io.driftlog.simulator.flow.loop;

import io.driftlog.events.Origin;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StepTaken;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * The chain of digests over a run: {@code d_0 = SHA-256(canonical spec || numerics version)}, {@code d_k =
 * SHA-256(d_{k-1} || bits of accepted step k)}. Two runs with the same last digest took the same steps, bit for bit.
 *
 * <p>The run's name, wall clock and seq are left out. An instance keeps a buffer: one thread.
 */
public final class StepDigest {
    private final MessageDigest sha256 = newSha256();
    private final ByteWriter bytes = new ByteWriter();

    /**
     * {@code d_0}.
     *
     * @param spec with every default filled in
     * @return 32 bytes
     */
    public byte[] first(RunSpec spec) {
        return first(spec, Optional.empty());
    }

    /**
     * {@code d_0}, of a fork with its ancestor's digest and the state that it takes over: {@code SHA-256(canonical spec
     * || numerics version || ancestor's d_k || time || multiplier || controller state)}.
     *
     * @param spec with every default filled in
     * @param origin the ancestor; empty for a run that is no fork
     * @return 32 bytes
     */
    public byte[] first(RunSpec spec, Optional<Origin> origin) {
        bytes.clear();
        bytes.writeBytes(CanonicalSpec.bytes(spec));
        bytes.writeInt(NumericsVersion.CURRENT);
        origin.ifPresent(from -> {
            bytes.writeBytes(from.digest());
            bytes.writeDouble(from.time());
            bytes.writeDoubles(from.multiplier());
            bytes.writeDoubles(from.controllerState());
        });
        return digest();
    }

    /**
     * {@code d_k}.
     *
     * @param previous {@code d_{k-1}}. Not modified.
     * @param step accepted step k; its own digest is ignored
     * @return 32 bytes
     */
    public byte[] next(byte[] previous, StepTaken step) {
        bytes.clear();
        bytes.writeBytes(previous);
        bytes.writeLong(step.step());
        bytes.writeDouble(step.time());
        bytes.writeDouble(step.stepSize());
        bytes.writeDouble(step.trainLoss());
        bytes.writeDouble(step.testLoss());
        bytes.writeDouble(step.weightNormSquared());
        bytes.writeDouble(step.gradientNorm());
        bytes.writeDoubles(step.weights());
        bytes.writeDoubles(step.multiplier());
        bytes.writeDoubles(step.controllerState());
        bytes.writeByte(step.restartPoint() ? 1 : 0);
        bytes.writeInt(step.rejected());
        return digest();
    }

    private byte[] digest() {
        sha256.update(bytes.written());
        return sha256.digest();
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
