package io.driftlog.log;

import io.driftlog.events.FindingRecorded;
import io.driftlog.events.TrajectoryEvent;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads one run from an archive of any version: the events by iteration, and the findings that were met on the way.
 *
 * <p>A damaged block costs its own records only: {@link #next} throws a {@link CorruptEventException} that names the block
 * and its position, and goes on with the next block. Of a file that ends in the middle of a block, the whole records at
 * the block's beginning are read too.
 */
public final class ArchiveReader implements TrajectoryReader {
    private final ArchiveBlocks blocks;
    private final ArchiveSchema.Branch records;
    private final List<FindingRecorded> findings = new ArrayList<>();
    private final List<DatasetChunk> datasetChunks = new ArrayList<>();
    private @Nullable String runId;
    private ArchiveBlocks.@Nullable Block block;
    private @Nullable AvroInput in;
    private long index;
    private @Nullable TrajectoryEvent next;

    private ArchiveReader(ArchiveBlocks blocks) {
        this.blocks = blocks;
        this.records = blocks.records();
    }

    /**
     * Opens an archive.
     *
     * @throws FileException if there is no such file, it is no archive, or its header is damaged
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
     * The findings that the archive has, as far as it was read; all of them once {@link #hasNext} is false.
     *
     * @return a copy
     */
    public List<FindingRecorded> findings() {
        return List.copyOf(findings);
    }

    /**
     * The pieces of data sets that the archive has, as far as it was read; all of them once the first step is read.
     *
     * @return a copy
     */
    public List<DatasetChunk> datasetChunks() {
        return List.copyOf(datasetChunks);
    }

    @Override
    public boolean hasNext() {
        while (next == null) {
            if (block == null && !open(blocks.next())) {
                return false;
            }
            read();
        }
        return true;
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
        if (value instanceof TrajectoryEvent event) {
            expectRun(event.runId(), from);
            next = event;
        } else if (value instanceof FindingRecorded finding) {
            expectRun(finding.runId(), from);
            findings.add(finding);
        } else {
            datasetChunks.add((DatasetChunk) value);
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
        TrajectoryEvent result = hasNext() ? next : null;
        if (result == null) {
            throw new NoSuchElementException();
        }
        next = null;
        return result;
    }

    @Override
    public void close() {
        blocks.close();
    }
}
