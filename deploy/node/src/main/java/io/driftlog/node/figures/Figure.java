package io.driftlog.node.figures;

import io.driftlog.node.report.Chart;

/**
 * A figure of a report.
 *
 * @param id names its files: lower-case words joined by hyphens
 * @param title above it
 * @param caption below it, in whole sentences
 * @param chart what it shows
 */
public record Figure(String id, String title, String caption, Chart chart) {}
