package io.driftlog.events;

/**
 * Code from outside that a run needs.
 *
 * @param id name of the objective or regulariser
 * @param version its version
 * @param sha256 SHA-256 of its jar, in 64 hexadecimal digits
 */
public record Plugin(String id, String version, String sha256) {}
