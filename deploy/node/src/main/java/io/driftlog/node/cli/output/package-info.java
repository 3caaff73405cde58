/** What a command prints: the console, tables, JSON, errors. */
@NullMarked
package io.driftlog.node.cli.output;

import org.jspecify.annotations.NullMarked;
