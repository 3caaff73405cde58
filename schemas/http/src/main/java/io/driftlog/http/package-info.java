/** What the two parts of the HTTP API share: numbers and findings as JSON, limits, errors. */
@NullMarked
package io.driftlog.http;

import org.jspecify.annotations.NullMarked;
