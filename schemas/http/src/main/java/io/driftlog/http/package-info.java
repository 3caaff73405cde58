/** JSON of runs, events and findings for the HTTP API and the command line; limits and errors of the API. */
@NullMarked
package io.driftlog.http;

import org.jspecify.annotations.NullMarked;
