package io.driftlog.node.cli.output;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Polled by long-running commands between steps; true after SIGINT or SIGTERM. The JVM waits until the command has
 * committed and closed what it holds.
 */
public final class Interruption {
    /** The exit code of a command that was interrupted. */
    public static final int EXIT_CODE = 130;

    private static final long GRACE_SECONDS = 30;

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);

    /** From now on a signal sets {@link #isRequested} instead of ending the process. */
    public void listen() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::request, "interruption"));
    }

    private void request() {
        requested.countDown();
        try {
            finished.await(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether a signal has asked this process to end. */
    public boolean isRequested() {
        return requested.getCount() == 0;
    }

    /** Waits for a signal that asks this process to end. */
    public void await() throws InterruptedException {
        requested.await();
    }

    /** The command has closed everything: the JVM may exit. */
    public void finish() {
        finished.countDown();
    }
}
