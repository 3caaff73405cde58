package org.apache.kafka.common.utils;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Takes the place of Kafka's class of this name, see {@code io.driftlog.broker.SteadyClock}: its milliseconds begin with the
 * wall clock's and then follow the monotonic clock.
 */
final class SystemTime implements Time {
    private static final SystemTime SYSTEM_TIME = new SystemTime();

    private final long beginMillis = System.currentTimeMillis();
    private final long beginNanos = System.nanoTime();

    private SystemTime() {}

    public static SystemTime getSystemTime() {
        return SYSTEM_TIME;
    }

    @Override
    public long milliseconds() {
        return beginMillis + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNanos);
    }

    @Override
    public long nanoseconds() {
        return System.nanoTime();
    }

    @Override
    public void sleep(long millis) {
        Utils.sleep(millis);
    }

    @Override
    public void waitObject(Object object, Supplier<Boolean> condition, long deadline) throws InterruptedException {
        synchronized (object) {
            while (!condition.get()) {
                long millis = deadline - milliseconds();
                if (millis <= 0) {
                    throw new TimeoutException("Condition not satisfied before deadline");
                }
                object.wait(millis);
            }
        }
    }
}
