package io.driftlog.log.archive;

import io.driftlog.events.FindingRecorded;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.events.UserException.Unusable;
import io.driftlog.log.DatasetChunk;
import io.driftlog.log.FileException;
import io.driftlog.log.NewFile;
import io.driftlog.log.RunAnnotated;
import io.driftlog.log.RunStatus;
import io.driftlog.log.codec.AvroOutput;
import io.driftlog.log.codec.DatasetChunkFormat;
import io.driftlog.log.codec.EventCodec;
import io.driftlog.log.codec.FindingFormat;
import io.driftlog.log.codec.RecordFormat;
import io.driftlog.log.codec.RunAnnotatedFormat;
import io.driftlog.log.codec.RunEndedFormat;
import io.driftlog.log.codec.RunStartedFormat;
import io.driftlog.log.codec.StepTakenFormat;
import io.driftlog.log.dataset.DatasetReferences;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;

/**
 * Writes one run to one archive: an Avro object container file, compressed by zstd with checksums, with the events in
 * order and then the findings. The file appears under its name when it is finished. The same events give the same
 * bytes. For one thread.
 */
public final class ArchiveWriter implements AutoCloseable {
    /** The metadata entry that names the run. */
    static final String RUN_ID = "driftlog.runId";

    /** The metadata entry of an archive that lacks events: the state of the run and how many steps it had. */
    static final String RECORDED = "driftlog.recorded";

    private static final int ZSTD_LEVEL = 1;
    private static final int SYNC_INTERVAL = 1 << 20;

    private static final RunStartedFormat STARTED = new RunStartedFormat();
    private static final StepTakenFormat STEP = new StepTakenFormat();
    private static final RunEndedFormat ENDED = new RunEndedFormat();
    private static final FindingFormat FINDING = new FindingFormat();
    private static final DatasetChunkFormat CHUNK = new DatasetChunkFormat();
    private static final RunAnnotatedFormat ANNOTATED = new RunAnnotatedFormat();
    private static final int STARTED_BRANCH = ArchiveSchema.branchOf(STARTED);
    private static final int STEP_BRANCH = ArchiveSchema.branchOf(STEP);
    private static final int ENDED_BRANCH = ArchiveSchema.branchOf(ENDED);
    private static final int FINDING_BRANCH = ArchiveSchema.branchOf(FINDING);
    private static final int CHUNK_BRANCH = ArchiveSchema.branchOf(CHUNK);
    private static final int ANNOTATED_BRANCH = ArchiveSchema.branchOf(ANNOTATED);

    private final Path target;
    private final NewFile file;
    private final OutputStream out;
    private final DataFileWriter<Object> container;
    private byte[] buffer = new byte[4096];

    private ArchiveWriter(Path target, NewFile file, OutputStream out, DataFileWriter<Object> container) {
        this.target = target;
        this.file = file;
        this.out = out;
        this.container = container;
    }

    /**
     * Begins the archive of a run with its first event, and with the data sets that are too large for the event.
     *
     * @param target the file
     * @param run with all its data. Not modified.
     * @throws Unusable if its data are more than {@link DatasetReferences#LARGEST_BYTES}
     * @throws FileException if there is a file of that name, or none can be written there
     */
    public static ArchiveWriter create(Path target, RunStarted run) {
        return create(target, run, Optional.empty());
    }

    /**
     * The same of a run that lacks events.
     *
     * @param whole what the run had; empty if it lacks nothing
     */
    static ArchiveWriter create(Path target, RunStarted run, Optional<RunStatus> whole) {
        DatasetReferences.Split split = DatasetReferences.split(run);
        NewFile file = NewFile.create(target);
        try {
            DataFileWriter<Object> container = new DataFileWriter<>(new GenericDatumWriter<>())
                    .setCodec(CodecFactory.zstandardCodec(ZSTD_LEVEL, true))
                    .setSyncInterval(SYNC_INTERVAL)
                    .setMeta(RUN_ID, run.runId());
            whole.ifPresent(status -> container.setMeta(RECORDED, status.state() + " " + status.nextSeq()));
            OutputStream out = file.open();
            container.create(ArchiveSchema.union(), out, syncMarker(split.run()));
            ArchiveWriter writer = new ArchiveWriter(target, file, out, container);
            writer.append(split.run());
            split.kept().forEach((sha256, data) -> DatasetReferences.forEachPiece(sha256, data, writer::append));
            return writer;
        } catch (IOException e) {
            file.close();
            throw FileException.writing(target, e);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Not random, so that the same run gives the same file. */
    private static byte[] syncMarker(RunStarted run) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(new EventCodec().encode(run));
            return Arrays.copyOf(hash, DataFileConstants.SYNC_SIZE);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /**
     * Appends the next event.
     *
     * @param event Not modified.
     * @throws FileException if it cannot be written
     */
    public void append(TrajectoryEvent event) {
        if (event instanceof StepTaken step) {
            append(STEP_BRANCH, STEP, step);
        } else if (event instanceof RunEnded end) {
            append(ENDED_BRANCH, ENDED, end);
        } else {
            append(STARTED_BRANCH, STARTED, (RunStarted) event);
        }
    }

    /**
     * Appends a finding; findings follow all events.
     *
     * @param finding Not modified.
     * @throws FileException if it cannot be written
     */
    public void append(FindingRecorded finding) {
        append(FINDING_BRANCH, FINDING, finding);
    }

    /**
     * Appends the changes of the run's tags and note; they follow the findings.
     *
     * @param changes as one. Not modified.
     * @throws FileException if it cannot be written
     */
    public void append(RunAnnotated changes) {
        append(ANNOTATED_BRANCH, ANNOTATED, changes);
    }

    /** A piece of a data set that the run refers to; the pieces follow RunStarted. */
    private void append(DatasetChunk chunk) {
        append(CHUNK_BRANCH, CHUNK, chunk);
    }

    private <R> void append(int branch, RecordFormat<R> format, R value) {
        AvroOutput measure = AvroOutput.measuring();
        measure.writeLong(branch);
        format.write(value, measure);
        if (buffer.length < measure.position()) {
            buffer = new byte[Math.max(measure.position(), 2 * buffer.length)];
        }
        AvroOutput out = AvroOutput.into(buffer);
        out.writeLong(branch);
        format.write(value, out);
        try {
            container.appendEncoded(ByteBuffer.wrap(buffer, 0, out.position()));
        } catch (IOException e) {
            throw FileException.writing(target, e);
        }
    }

    /**
     * Gives the archive its name.
     *
     * @throws FileException if it cannot be written, or a file of that name has appeared
     */
    public void finish() {
        try {
            container.close();
        } catch (IOException e) {
            throw FileException.writing(target, e);
        }
        file.publish();
    }

    /** Removes what was not finished. */
    @Override
    public void close() {
        try (file) {
            // The container is not closed, because it would write its last block. After finish this does nothing.
            out.close();
        } catch (IOException e) {
            throw FileException.writing(target, e);
        }
    }
}
