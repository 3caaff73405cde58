/**
 * Reports on runs: figures, tables of times, and the folder they are written to. Reads trajectories and findings only;
 * what is specific to one objective comes from {@code Learned}.
 */
@NullMarked
package io.driftlog.analyzer.report.figures;

import org.jspecify.annotations.NullMarked;
