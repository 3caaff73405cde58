package io.driftlog.analyzer.spi.driver;

import io.driftlog.analyzer.spi.Analyzer;
import io.driftlog.analyzer.spi.RunFold;
import io.driftlog.events.Finding;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.RunStarted;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Folds the events of runs through one analyzer, in every host: live, replay from the log, replay from an archive. It
 * checks the order of events, contains the failures of a plug-in and gives findings their identity, so that all hosts
 * record the same findings. Thread-safe if its analyzer is.
 *
 * @param <S> the analyzer's state
 */
public final class FoldDriver<S> {
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final int HASH_BYTES = 6;

    private final Analyzer<S> analyzer;
    private final String id;
    private final int version;
    private final SortedMap<String, String> parameters;
    private final StateCodec<S> stateCodec;
    private final StateCodec<Progress<S>> progressCodec;

    /**
     * The driver of an analyzer.
     *
     * @param analyzer the analyzer
     * @param parameters those that the analyzer was made with and that differ from its defaults. Not modified.
     * @throws IllegalArgumentException if its id, version or state type is invalid; the message says why
     */
    public FoldDriver(Analyzer<S> analyzer, Map<String, String> parameters) {
        this.analyzer = analyzer;
        this.id = analyzer.id();
        this.version = analyzer.version();
        this.parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "the analyzer id '" + id + "' is not made of lower-case words joined by hyphens");
        }
        if (version < 1) {
            throw new IllegalArgumentException("the version of " + id + " is " + version + "; versions begin at 1");
        }
        this.stateCodec = StateCodec.of(analyzer.stateType());
        this.progressCodec = stateCodec.ofProgress();
    }

    /** {@return the analyzer's id} */
    public String id() {
        return id;
    }

    /** {@return the analyzer's version} */
    public int version() {
        return version;
    }

    /** {@return the analyzer's parameters that differ from its defaults} */
    public SortedMap<String, String> parameters() {
        return parameters;
    }

    /**
     * {@return the fold of a run, at its start or again after a recovery} No code of the plug-in runs yet.
     *
     * @param run the run's first event
     */
    public RunDriver<S> open(RunStarted run) {
        return new RunDriver<>(this, run);
    }

    /**
     * The bytes of a progress.
     *
     * @param progress one that {@link RunDriver} returned
     * @return a fresh array
     */
    public byte[] encode(Progress<S> progress) {
        return progressCodec.encode(progress);
    }

    /**
     * The progress that {@link #encode} wrote.
     *
     * @param bytes not modified
     * @return the progress
     * @throws IllegalArgumentException if the bytes are damaged or of another state type; the message says which
     */
    public Progress<S> decode(byte[] bytes) {
        return progressCodec.decode(bytes);
    }

    /**
     * Names the consumer group of a live host: {@code driftlog-<id>-v<version>-<hash of parameters>}. Whatever changes
     * the findings, or the bytes of stored states, changes the name.
     *
     * @return the name
     */
    public String applicationId() {
        return "driftlog-" + id + "-v" + version + "-" + parametersHash();
    }

    /**
     * The first 12 hex digits of SHA-256 over the format of states and the sorted keys and values, each as UTF-8 after its
     * length.
     */
    private String parametersHash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            update(digest, "states " + StateCodec.FORMAT);
            parameters.forEach((key, value) -> {
                update(digest, key);
                update(digest, value);
            });
            return HexFormat.of().formatHex(digest.digest(), 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private static void update(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        digest.update(bytes);
    }

    RunFold<S> openFold(RunStarted run) {
        return analyzer.open(run);
    }

    /** Throws unless the state is an instance of the declared type. */
    void check(S state) {
        stateCodec.check(state);
    }

    FindingRecorded recorded(String runId, long seq, int index, Finding finding) {
        return new FindingRecorded(runId, id, version, parameters, seq, index, finding);
    }
}
