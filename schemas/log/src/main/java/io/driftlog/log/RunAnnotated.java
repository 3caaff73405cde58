package io.driftlog.log;

import io.driftlog.events.UserException.BadInput;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A change of a run's tags and note. All changes of a run in commit order, the later above the earlier, give its tags
 * and its note; no digest contains them.
 *
 * @param runId the run
 * @param tags true for a tag that is put on, false for one that is taken off; unmodifiable
 * @param note the new note, empty text for none; empty if it stays
 * @param annotatedAtMillis wall clock, milliseconds since the epoch; informational
 */
public record RunAnnotated(
        String runId, SortedMap<String, Boolean> tags, Optional<String> note, long annotatedAtMillis) {
    /** Most characters of a note. */
    public static final int LONGEST_NOTE = 10_000;

    /** Most tags of one change. */
    public static final int MOST_TAGS = 100;

    private static final Pattern TAG = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._:/=+-]{0,59}");

    public RunAnnotated {
        tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    }

    /**
     * Tags to put on and to take off.
     *
     * @throws BadInput if there is none, or one is no tag
     */
    public static RunAnnotated tags(
            String runId, Collection<String> added, Collection<String> removed, long nowMillis) {
        var tags = new TreeMap<String, Boolean>();
        added.forEach(tag -> tags.put(checked(tag), true));
        removed.forEach(tag -> tags.put(checked(tag), false));
        if (tags.isEmpty() || added.size() + removed.size() > MOST_TAGS) {
            throw new BadInput("Name at least one tag and at most " + MOST_TAGS + ".");
        }
        return new RunAnnotated(runId, tags, Optional.empty(), nowMillis);
    }

    /**
     * A note.
     *
     * @param note empty to remove it
     * @throws BadInput if it is too long
     */
    public static RunAnnotated note(String runId, String note, long nowMillis) {
        if (note.length() > LONGEST_NOTE) {
            throw new BadInput(
                    "The note has " + note.length() + " characters; a note has at most " + LONGEST_NOTE + ".");
        }
        return new RunAnnotated(runId, new TreeMap<>(), Optional.of(note.strip()), nowMillis);
    }

    private static String checked(String tag) {
        if (!TAG.matcher(tag).matches()) {
            throw new BadInput("'" + (tag.length() <= 80 ? tag : tag.substring(0, 80) + "…").replaceAll("\\p{C}", "?")
                    + "' is no tag: a tag has 1 to 60 letters, digits or . _ : / = + - and begins with a letter or a"
                    + " digit.");
        }
        return tag;
    }

    /** This change and a later one of the same run as one change. */
    public RunAnnotated then(RunAnnotated later) {
        var both = new TreeMap<>(tags);
        both.putAll(later.tags);
        return new RunAnnotated(runId, both, later.note.or(() -> note), later.annotatedAtMillis);
    }

    /** What of this change concerns a tag, or a note, that an earlier one does not; empty if nothing does. */
    public Optional<RunAnnotated> beyond(Optional<RunAnnotated> earlier) {
        var more = new TreeMap<>(tags);
        earlier.ifPresent(known -> more.keySet().removeAll(known.tags.keySet()));
        Optional<String> other = earlier.flatMap(RunAnnotated::note).isPresent() ? Optional.empty() : note;
        return more.isEmpty() && other.isEmpty()
                ? Optional.empty()
                : Optional.of(new RunAnnotated(runId, more, other, annotatedAtMillis));
    }

    /**
     * The tags of a run, in order.
     *
     * @param given the tags that it was started with
     * @param changes all changes since then as one
     */
    public static List<String> tagsOf(Collection<String> given, Optional<RunAnnotated> changes) {
        var all = new TreeSet<>(given);
        changes.ifPresent(change -> change.tags.forEach((tag, on) -> {
            if (on) {
                all.add(tag);
            } else {
                all.remove(tag);
            }
        }));
        return List.copyOf(all);
    }
}
