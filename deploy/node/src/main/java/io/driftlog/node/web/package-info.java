/**
 * The one HTTP origin of a node: it wires the services' parts of the API, guards them, serves the dashboard, and tells
 * health and metrics. It has its own Micronaut context, so that no other command waits for a server.
 */
@NullMarked
package io.driftlog.node.web;

import org.jspecify.annotations.NullMarked;
