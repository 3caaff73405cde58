/**
 * Reports as one self-contained HTML file: tables, text, and charts as SVG drawn by XChart and VectorGraphics2D. It
 * does not depend on runs.
 */
@NullMarked
package io.driftlog.analyzer.report;

import org.jspecify.annotations.NullMarked;
