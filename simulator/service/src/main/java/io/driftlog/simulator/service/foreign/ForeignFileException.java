package io.driftlog.simulator.service.foreign;

/** A file of another program cannot be taken as a run; the message is a sentence for a person. Nothing was written. */
public final class ForeignFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ForeignFileException(String sentence) {
        super(sentence);
    }
}
