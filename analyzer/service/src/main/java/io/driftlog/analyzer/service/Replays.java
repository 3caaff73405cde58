package io.driftlog.analyzer.service;

import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.events.UserException;
import io.driftlog.log.run.TrajectoryReader;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Replays many recorded runs in parallel on a bounded number of threads. */
public final class Replays {
    /** The number of results per thread that may wait for an earlier, slower one. */
    private static final int AHEAD = 4;

    private Replays() {}

    /**
     * A recorded run.
     *
     * @param name the run or the file, as the user named it
     * @param reader opens it; closed by the replay
     */
    public record Source(String name, Supplier<? extends TrajectoryReader> reader) {}

    /**
     * The result of one source.
     *
     * @param name as in {@link Source}
     * @param result empty if the source could not be opened or read
     * @param failure why not, as a sentence
     */
    public record Outcome(String name, Optional<Replay.Result> result, Optional<String> failure) {}

    /**
     * Replays every source, each in one thread.
     *
     * @param sources iterated as they are needed
     * @param analyzers makes the analyzers of one source, since none need be safe for two threads
     * @param threads at least 1
     * @param interrupted polled before each source; true stops
     * @param outcomes called on this thread once for each source, in order
     */
    public static void run(
            Iterable<Source> sources,
            Supplier<? extends List<? extends FoldDriver<?>>> analyzers,
            int threads,
            BooleanSupplier interrupted,
            Consumer<Outcome> outcomes)
            throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "driftlog-replay");
            thread.setDaemon(true);
            return thread;
        });
        try {
            Queue<Future<Outcome>> running = new ArrayDeque<>();
            Iterator<Source> next = sources.iterator();
            while (!interrupted.getAsBoolean() && (next.hasNext() || !running.isEmpty())) {
                while (next.hasNext() && running.size() < threads * AHEAD) {
                    Source source = next.next();
                    running.add(pool.submit(() -> replay(source, analyzers)));
                }
                outcomes.accept(running.remove().get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a replay failed", e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    private static Outcome replay(Source source, Supplier<? extends List<? extends FoldDriver<?>>> analyzers) {
        try (TrajectoryReader reader = source.reader().get()) {
            return new Outcome(source.name(), Optional.of(Replay.run(reader, analyzers.get())), Optional.empty());
        } catch (UserException e) {
            return new Outcome(source.name(), Optional.empty(), Optional.of(String.valueOf(e.getMessage())));
        }
    }
}
