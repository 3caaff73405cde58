/**
 * The one HTTP origin of a node: it wires the services' parts of the API, guards them, serves the dashboard, and tells
 * health and metrics. It has a Micronaut context of its own, so that no other verb waits for a server.
 */
@NullMarked
package io.driftlog.node.web;

import org.jspecify.annotations.NullMarked;
