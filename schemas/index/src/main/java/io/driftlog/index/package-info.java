/**
 * An index of the runs of the log, in memory, kept up to date by one thread. It answers frequent requests that cannot
 * scan the log each time.
 *
 * <p>{@link io.driftlog.index.RunIndex} is the entry point. Of each run it holds the status, the first event without
 * its data sets, the last step without its vectors, the end, the tags and the note, and the offsets of the findings: a
 * few kilobytes. The
 * scalars of the steps ({@link io.driftlog.index.Series}) and the findings are kept as they come for a run that begins
 * while the index is open, read from the log at the first request for other runs, and then kept up to date. Both have a
 * limit in bytes, beyond which the least recently used ones are dropped.
 */
@NullMarked
package io.driftlog.index;

import org.jspecify.annotations.NullMarked;
