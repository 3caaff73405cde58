/**
 * The log: how events become bytes, which topics hold them, and the writer and readers of a run.
 *
 * <p>{@link io.driftlog.log.codec.EventCodec}, {@link io.driftlog.log.codec.FindingCodec} and {@link io.driftlog.log.codec.RunStatusCodec}
 * turn records into Avro single-object encoding and back; the schemas are documented in
 * {@code src/main/avro/driftlog.avdl} and travel in {@link io.driftlog.log.codec.Schemas}. {@link io.driftlog.log.Topics} is the
 * topic table, {@link io.driftlog.log.admin.TopicAdmin} creates and checks it. {@link io.driftlog.log.run.RunWriter} appends one run
 * in transactions; {@link io.driftlog.log.run.RunReader} and {@link io.driftlog.log.run.FindingsReader} read what was committed.
 * Data too large for a RunStarted are kept beside it, see {@link io.driftlog.log.dataset.DatasetReferences}.
 * {@link io.driftlog.log.archive.ArchiveWriter} and {@link io.driftlog.log.archive.ArchiveReader} move one run to a file and back.
 *
 * <p>What can go wrong outside a program is a {@link UserException} whose message is one sentence for a
 * person: what is wrong and what to do.
 */
@NullMarked
package io.driftlog.log;

import io.driftlog.events.UserException;
import org.jspecify.annotations.NullMarked;
