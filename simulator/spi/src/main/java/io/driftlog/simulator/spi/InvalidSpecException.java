package io.driftlog.simulator.spi;

import io.driftlog.events.UserException.BadInput;

/** A run spec holds a value that cannot be run. The message is one sentence for the person who wrote it. */
public final class InvalidSpecException extends BadInput {
    private static final long serialVersionUID = 1;

    private final String key;

    /**
     * A complaint about one value.
     *
     * @param key the value in the words of a run spec, such as {@code objective.generator.samples}
     * @param sentence names the key, the value, and how to correct it
     */
    public InvalidSpecException(String key, String sentence) {
        super(sentence);
        this.key = key;
    }

    /** {@return the value in the words of a run spec} */
    public String key() {
        return key;
    }
}
