package io.driftlog.log.archive;

import io.driftlog.events.Dataset;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.log.CorruptEventException;
import io.driftlog.log.DatasetChunk;
import io.driftlog.log.FileException;
import io.driftlog.log.Location;
import io.driftlog.log.RunAnnotated;
import io.driftlog.log.codec.AvroInput;
import io.driftlog.log.dataset.DatasetPieces;
import io.driftlog.log.dataset.DatasetReferences;
import io.driftlog.log.run.LostEvents;
import io.driftlog.log.run.TrajectoryReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Reads one run from an archive of any version: the events by iteration, and the findings met so far.
 *
 * <p>A damaged block costs its own records only: {@link #next} throws a {@link CorruptEventException} with the block
 * and its position, and continues with the next block. If the file ends inside a block, the complete records of that
 * block are read too. A damaged header costs nothing if one of the first blocks is intact; {@link #damage} describes
 * it.
 *
 * <p>RunStarted comes with its data sets, and keeps references to those that the file lacks.
 */
public final class ArchiveReader implements TrajectoryReader {
    private final ArchiveBlocks blocks;
    private final ArchiveSchema.Branch records;
    private final List<FindingRecorded> findings = new ArrayList<>();
    private @Nullable RunAnnotated annotations;
    private final Queue<TrajectoryEvent> ready = new ArrayDeque<>();
    private @Nullable String runId;
    private ArchiveBlocks.@Nullable Block block;
    private @Nullable AvroInput in;
    private long index;
    private @Nullable Incomplete incomplete;
    private final LostEvents.Check check = new LostEvents.Check();
    private boolean read;

    /** A start whose data sets are not yet all read. */
    private record Incomplete(RunStarted run, Map<String, DatasetPieces> pieces) {
        static Incomplete of(RunStarted run) {
            Map<String, DatasetPieces> pieces = new HashMap<>();
            run.spec()
                    .objective()
                    .datasetReferences()
                    .values()
                    .forEach(sha256 -> pieces.put(sha256, new DatasetPieces(sha256)));
            return new Incomplete(run, pieces);
        }

        void add(DatasetChunk piece) {
            DatasetPieces known = pieces.get(piece.sha256());
            if (known != null) {
                known.add(piece);
            }
        }

        boolean isComplete() {
            return pieces.values().stream().allMatch(DatasetPieces::isComplete);
        }

        /** The start with the data sets that are whole. */
        RunStarted resolved() {
            Map<String, Dataset> found = new HashMap<>();
            pieces.forEach((sha256, known) -> known.whole().ifPresent(data -> found.put(sha256, data)));
            return DatasetReferences.resolved(run, found);
        }
    }

    private ArchiveReader(ArchiveBlocks blocks) {
        this.blocks = blocks;
        this.records = blocks.records();
    }

    /**
     * Opens an archive.
     *
     * @throws FileException if there is no such file, it is not an archive, or neither its header nor its blocks show
     *     how to read it
     */
    public static ArchiveReader open(Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw new FileException(file + " is a folder; name an archive in it.", null);
            }
            return new ArchiveReader(new ArchiveBlocks(file, FileChannel.open(file)));
        } catch (IOException e) {
            throw FileException.reading(file, e);
        }
    }

    /**
     * The findings read so far; all findings of the archive once {@link #hasNext} is false.
     *
     * @return a copy
     */
    public List<FindingRecorded> findings() {
        return List.copyOf(findings);
    }

    /** The changes of the run's tags and note, once {@link #hasNext} is false; empty if there is none. */
    public Optional<RunAnnotated> annotations() {
        return Optional.ofNullable(annotations);
    }

    @Override
    public Optional<LostEvents> lost() {
        String id = runId;
        long lastFinding =
                findings.stream().mapToLong(FindingRecorded::seq).max().orElse(-1);
        return !read || id == null ? Optional.empty() : check.lost(id, blocks.recorded(), lastFinding, true);
    }

    @Override
    public Optional<String> damage() {
        return blocks.damage();
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty()) {
            if (block != null || open(blocks.next())) {
                read();
            } else if (incomplete != null) {
                release(incomplete);
            } else {
                read = true;
                return false;
            }
        }
        return true;
    }

    private void release(Incomplete start) {
        incomplete = null;
        ready.add(start.resolved());
    }

    private boolean open(ArchiveBlocks.@Nullable Block opened) {
        if (opened == null) {
            return false;
        }
        Location.OfBlock where = opened.where();
        block = opened;
        index = 0;
        in = new AvroInput(
                opened.data(),
                opened.length(),
                () -> new Location.OfBlock(where.path(), where.position(), where.block(), index));
        return true;
    }

    /** Reads the next record of the open block, or closes the block. */
    private void read() {
        ArchiveBlocks.Block current = Objects.requireNonNull(block);
        AvroInput from = Objects.requireNonNull(in);
        try {
            if (index < current.count()) {
                take(records.read(from), from);
                index++;
                return;
            }
            from.expectEnd();
        } catch (CorruptEventException e) {
            block = null;
            throw current.damage() == null ? e : current.damage();
        }
        block = null;
        if (current.damage() != null) {
            throw current.damage();
        }
    }

    private void take(Object value, AvroInput from) {
        if (value instanceof DatasetChunk piece) {
            if (incomplete != null) {
                incomplete.add(piece);
                if (incomplete.isComplete()) {
                    release(incomplete);
                }
            }
            return;
        }
        if (incomplete != null) {
            release(incomplete);
        }
        if (value instanceof FindingRecorded finding) {
            expectRun(finding.runId(), from);
            findings.add(finding);
            return;
        }
        if (value instanceof RunAnnotated changes) {
            expectRun(changes.runId(), from);
            annotations = annotations == null ? changes : annotations.then(changes);
            return;
        }
        TrajectoryEvent event = (TrajectoryEvent) value;
        expectRun(event.runId(), from);
        check.read(event);
        if (event instanceof RunStarted run
                && !run.spec().objective().datasetReferences().isEmpty()) {
            incomplete = Incomplete.of(run);
        } else {
            ready.add(event);
        }
    }

    private void expectRun(String id, AvroInput from) {
        if (runId == null) {
            runId = id;
        } else if (!runId.equals(id)) {
            throw from.corrupt("it is of run " + id + ", and the archive began with run " + runId);
        }
    }

    @Override
    public TrajectoryEvent next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.remove();
    }

    @Override
    public void close() {
        blocks.close();
    }
}
