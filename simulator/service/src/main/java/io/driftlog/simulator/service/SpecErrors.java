package io.driftlog.simulator.service;

import io.driftlog.simulator.spi.InvalidSpecException;

/** Errors in the text of a spec. */
final class SpecErrors {
    private SpecErrors() {}

    /** An error at a key: one sentence that begins with it. */
    static InvalidSpecException at(String key, String problemAndFix) {
        return new InvalidSpecException(key, key + ": " + problemAndFix);
    }
}
