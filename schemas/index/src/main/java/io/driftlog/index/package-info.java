/**
 * What the log holds of every run, in memory, kept up to date by one thread: for those who look at runs again and again
 * and cannot scan the log each time.
 *
 * <p>{@link io.driftlog.index.RunIndex} is the entrance. Of every run it holds the status, the first event without its
 * data, the last step without its vectors, the end, and where the findings are: a few kilobytes. The scalars of the steps
 * ({@link io.driftlog.index.Series}) and the findings themselves are read from the log when somebody first asks for
 * them, kept up to date after that, and forgotten again, the longest unused first, beyond a number of bytes given at the
 * start.
 */
@NullMarked
package io.driftlog.index;

import org.jspecify.annotations.NullMarked;
