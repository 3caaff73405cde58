/** Commands that integrate: run, resume, fork, cancel, verify, integrate, verify-theory. */
@NullMarked
package io.driftlog.node.cli.run;

import org.jspecify.annotations.NullMarked;
