package io.driftlog.simulator.service.queue;

import io.driftlog.events.Outcome;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What the simulators of this process have done; for any thread. */
public final class SimulatorMeters {
    private final LongAdder steps = new LongAdder();
    private final AtomicInteger active = new AtomicInteger();
    private final Map<Outcome, AtomicLong> ended = new EnumMap<>(Outcome.class);

    SimulatorMeters() {
        for (Outcome outcome : Outcome.values()) {
            ended.put(outcome, new AtomicLong());
        }
    }

    void stepped() {
        steps.increment();
    }

    void begun() {
        active.incrementAndGet();
    }

    void over() {
        active.decrementAndGet();
    }

    void ended(Outcome outcome) {
        ended.getOrDefault(outcome, new AtomicLong()).incrementAndGet();
    }

    /** Steps recorded. */
    public long steps() {
        return steps.sum();
    }

    /** Runs being made now. */
    public int active() {
        return active.get();
    }

    /** Runs ended so. */
    public long count(Outcome outcome) {
        return ended.getOrDefault(outcome, new AtomicLong()).get();
    }
}
