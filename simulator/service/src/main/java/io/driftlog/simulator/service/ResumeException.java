package io.driftlog.simulator.service;

/** Why a run cannot be resumed here; the message is a sentence for a person. Nothing was written. */
public final class ResumeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ResumeException(String sentence) {
        super(sentence);
    }
}
