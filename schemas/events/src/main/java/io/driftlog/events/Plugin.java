package io.driftlog.events;

/**
 * Code from outside that a run needs.
 *
 * @param id name of the objective or regulariser
 * @param version that of its jar: the manifest's {@code Implementation-Version}, or the first 12 digits of the SHA-256
 * @param sha256 SHA-256 of its jar, in 64 hexadecimal digits
 */
public record Plugin(String id, String version, String sha256) {}
