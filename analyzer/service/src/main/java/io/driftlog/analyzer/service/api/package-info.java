/** The analyzers' part of the HTTP API: steps, findings, streams of both, analyzers and replays. */
@NullMarked
package io.driftlog.analyzer.service.api;

import org.jspecify.annotations.NullMarked;
