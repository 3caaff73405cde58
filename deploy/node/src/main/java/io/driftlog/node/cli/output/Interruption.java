package io.driftlog.node.cli.output;

import jakarta.inject.Singleton;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C, or a TERM signal, as a question that a long verb asks between two steps. The JVM waits until the verb has
 * committed and closed what it holds.
 */
@Singleton
public final class Interruption {
    private static final long GRACE_SECONDS = 30;

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);

    /** From now on a signal asks instead of killing. */
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

    /** Whether somebody wants this process to end. */
    public boolean isRequested() {
        return requested.getCount() == 0;
    }

    /** Waits until somebody wants this process to end. */
    public void await() throws InterruptedException {
        requested.await();
    }

    /** The verb has closed everything: the JVM may go. */
    public void finish() {
        finished.countDown();
    }
}
