package io.driftlog.analyzer.detectors.phase;

import io.driftlog.events.Finding.BracketedTime;

/**
 * A detected transition.
 *
 * @param time when, with the samples around it
 * @param sample the first step at or after it; of t_WD, whose values are those of the plateau, interpolated there
 */
public record Mark(BracketedTime time, Sample sample) {}
