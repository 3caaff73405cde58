package io.driftlog.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How fast something went.
 *
 * @param perSecond steps per second of wall-clock time
 * @param perCpuSecond steps per second of processor time, of all threads of this process: those of the clients, the
 *     collector and the compiler too. The broker runs in another process and does not count.
 */
record Pace(double perSecond, double perCpuSecond) {
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /** A moment, by both clocks, in nanoseconds. */
    record Moment(long wall, long cpu) {
        static Moment now() {
            return new Moment(System.nanoTime(), SYSTEM.getProcessCpuTime());
        }

        /** The pace of so many steps between this moment and a later one. */
        Pace until(Moment later, long steps) {
            return new Pace(steps * 1e9 / (later.wall - wall), steps * 1e9 / Math.max(1, later.cpu - cpu));
        }

        /** The pace of so many steps from this moment to now. */
        Pace untilNow(long steps) {
            return until(now(), steps);
        }
    }
}
