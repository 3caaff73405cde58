/**
 * The HTTP server of a node: the services' parts of the API, their guard, the dashboard, health and metrics. It has a
 * separate Micronaut context, so that other verbs do not load a server.
 */
@NullMarked
package io.driftlog.node.web;

import org.jspecify.annotations.NullMarked;
