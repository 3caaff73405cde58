package io.driftlog.log;

import io.driftlog.events.UserException.Unusable;

/** The bytes of a record are not an event that this version can read. */
public final class CorruptEventException extends Unusable {
    private static final long serialVersionUID = 1L;

    private final transient Location where;
    private final String problem;

    public CorruptEventException(Location where, String problem, String remedy) {
        super("The record at " + where + " cannot be read: " + problem + "; " + remedy + ".", null);
        this.where = where;
        this.problem = problem;
    }

    /** A whole block of an archive. */
    public CorruptEventException(Location.OfBlock block, String problem) {
        super("Block " + block.inWords() + ", cannot be read: " + problem + ".", null);
        this.where = block;
        this.problem = problem;
    }

    /** Where the record was read. */
    public Location where() {
        return where;
    }

    /** What is wrong, without the place. */
    String problem() {
        return problem;
    }
}
