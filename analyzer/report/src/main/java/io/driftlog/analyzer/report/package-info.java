/**
 * Reports as one self-contained HTML file: tables, text, and charts drawn with Java2D, as SVG and PDF by
 * VectorGraphics2D. It does not depend on runs.
 */
@NullMarked
package io.driftlog.analyzer.report;

import org.jspecify.annotations.NullMarked;
