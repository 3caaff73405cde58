package io.driftlog.log;

/** The bytes of a record are not an event that this version can read. */
public final class CorruptEventException extends LogException {
    private static final long serialVersionUID = 1L;

    private final transient Location where;

    CorruptEventException(Location where, String problem, String remedy) {
        super("The record at " + where + " cannot be read: " + problem + "; " + remedy + ".", null);
        this.where = where;
    }

    /** Where the record was read. */
    public Location where() {
        return where;
    }
}
