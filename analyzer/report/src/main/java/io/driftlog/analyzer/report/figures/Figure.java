package io.driftlog.analyzer.report.figures;

import io.driftlog.analyzer.report.Chart;

/**
 * A figure of a report.
 *
 * @param id names its files: lower-case words joined by hyphens
 * @param title above it
 * @param caption below it, in whole sentences
 * @param chart what it shows
 */
public record Figure(String id, String title, String caption, Chart chart) {}
