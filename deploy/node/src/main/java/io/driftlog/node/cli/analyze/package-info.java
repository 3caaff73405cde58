/** Commands that analyse: analyzers live, on replay, and in reports. */
@NullMarked
package io.driftlog.node.cli.analyze;

import org.jspecify.annotations.NullMarked;
