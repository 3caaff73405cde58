package io.driftlog.simulator.spi;

import io.driftlog.events.Plugin;

/**
 * A kind of objective or regulariser that a host found in a jar. Authors of plug-ins do not need it.
 *
 * @param <T> {@link ObjectiveType} or {@link RegularizerType}
 * @param type what the factory offers
 * @param plugin its name, and the version and the SHA-256 of the jar
 * @param origin the jar
 */
public record Extension<T>(T type, Plugin plugin, String origin) {}
