package io.driftlog.log.archive;

import io.driftlog.log.CorruptEventException;
import io.driftlog.log.FileException;
import io.driftlog.log.Location;
import io.driftlog.log.RunStatus;
import io.driftlog.log.codec.AvroInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileConstants;
import org.jspecify.annotations.Nullable;

/**
 * The header of an Avro object container file. A damaged header is restored from the blocks: each block ends with the
 * marker of the header, and all known compressions and schemas are tried until a block can be read completely.
 *
 * @param begin position of the first block
 * @param sync the marker. Not modified.
 * @param codec the compression of blocks
 * @param records how the records of a block are read
 * @param recorded what the run had, if the archive was written without some of its events; null otherwise
 * @param damage damage of the header, as a sentence; null if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ArchiveHeader(
        long begin,
        byte[] sync,
        BlockCodec codec,
        ArchiveSchema.Branch records,
        @Nullable RunStatus recorded,
        @Nullable String damage) {
    private static final int MAGIC = DataFileConstants.MAGIC.length;
    private static final int SYNC = DataFileConstants.SYNC_SIZE;
    private static final int LARGEST_HEADER = 1 << 20;

    /** How far a beginning of blocks is looked for; a header of ours has 12 kB. */
    private static final int SEARCHED = 1 << 17;

    /** Blocks that are tried; the first ones may be damaged too. */
    private static final int TRIED = 4;

    /** Reads bytes of a file. */
    @FunctionalInterface
    interface Bytes {
        byte[] read(long from, int length) throws IOException;
    }

    /** Where the blocks are. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Place(long begin, byte[] sync) {}

    /** How blocks are read. */
    private record Way(BlockCodec codec, ArchiveSchema.Branch records) {}

    /** An entry of the header and where its value begins. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Entry(byte[] value, int position) {}

    /**
     * Reads the header of a file.
     *
     * @param path for messages
     * @param size of the file
     * @throws FileException if it is not such a file, or neither its header nor its blocks show how to read them
     */
    static ArchiveHeader read(Path path, Bytes file, long size) throws IOException {
        Search search = new Search(path.toString(), file, size);
        search.parse();
        return search.header();
    }

    /** Looks at one file. */
    private static final class Search {
        private final String name;
        private final Bytes file;
        private final long size;
        private final byte[] beginning;
        private boolean isAvro = true;
        private final Map<String, Entry> entries = new HashMap<>();
        private final List<Integer> entryBegins = new ArrayList<>();
        private @Nullable Place said;
        private @Nullable String problem;
        private long problemAt;
        private Optional<BlockCodec> codec = Optional.empty();
        private @Nullable String unknownCodec;
        private int schemaAt;
        private boolean isOurSchema;
        private Optional<ArchiveSchema.Branch> records = Optional.empty();
        private @Nullable RunStatus recorded;

        Search(String name, Bytes file, long size) throws IOException {
            this.name = name;
            this.file = file;
            this.size = size;
            this.beginning = file.read(0, (int) Math.min(size, LARGEST_HEADER));
        }

        /** Reads what the header says. */
        void parse() {
            int mismatch = Arrays.mismatch(Arrays.copyOf(beginning, MAGIC), DataFileConstants.MAGIC);
            if (mismatch >= 0) {
                isAvro = false;
                note(mismatch, "it does not begin as an Avro object container file does");
            }
            AvroInput in = new AvroInput(beginning, new Location.OfFile(name, 0));
            try {
                in.readFixed(Math.min(beginning.length, MAGIC));
                in.readBlocks(entry -> {
                    entryBegins.add(entry.position());
                    String key = entry.readString();
                    byte[] value = entry.readBytes();
                    return entries.put(key, new Entry(value, entry.position() - value.length));
                });
                byte[] sync = in.readFixed(SYNC);
                said = new Place(in.position(), sync);
                parseCodec();
                parseRecorded();
            } catch (CorruptEventException e) {
                note(in.position(), "what it says cannot be read");
                entries.clear();
            }
            parseSchema();
        }

        private void parseCodec() {
            Entry entry = entries.get(DataFileConstants.CODEC);
            String word =
                    entry == null ? DataFileConstants.NULL_CODEC : new String(entry.value(), StandardCharsets.UTF_8);
            codec = BlockCodec.named(word);
            if (codec.isEmpty() && entry != null) {
                note(entry.position(), "it names a compression that is not known here");
                unknownCodec = word.chars().allMatch(c -> c > ' ' && c < 0x7F) ? word : null;
            }
        }

        private void parseSchema() {
            Entry entry = entries.get(DataFileConstants.SCHEMA);
            if (entry == null) {
                note(MAGIC, "it carries no schema");
                return;
            }
            schemaAt = entry.position();
            int difference = differenceFromOurs(entry.value());
            if (difference >= 0) {
                note(entry.position() + difference, "its schema was another one when it was written");
                return;
            }
            try {
                records = Optional.of(ArchiveSchema.reader(
                        new Schema.Parser().parse(new String(entry.value(), StandardCharsets.UTF_8))));
            } catch (RuntimeException | StackOverflowError e) {
                note(entry.position(), "its schema is none that Avro can parse");
            }
        }

        /**
         * The first byte in which a schema differs from ours of now; -1 if it is the same or a different one
         * altogether.
         */
        private int differenceFromOurs(byte[] schema) {
            byte[] ours = ArchiveSchema.union().toString().getBytes(StandardCharsets.UTF_8);
            isOurSchema = Arrays.equals(ours, schema);
            if (ours.length != schema.length) {
                return -1;
            }
            int different = 0;
            for (int i = 0; i < ours.length; i++) {
                different += ours[i] == schema[i] ? 0 : 1;
            }
            return different < ours.length / 4 ? Arrays.mismatch(ours, schema) : -1;
        }

        ArchiveHeader header() throws IOException {
            Place place = place().orElseThrow(this::unreadable);
            boolean saysAll = codec.isPresent() && records.isPresent();
            // The name of the compression may be lost.
            if (saysAll && entries.containsKey(DataFileConstants.CODEC) && readsAsItSays(place)) {
                return header(place, new Way(codec.orElseThrow(), records.orElseThrow()));
            }
            Optional<Way> found = tried(place, codecs(), records.map(List::of).orElseGet(ArchiveSchema::known));
            if (found.isPresent()) {
                String compression = found.get().codec().name();
                if (saysAll && !compression.equals(codec.orElseThrow().name())) {
                    note(MAGIC, "it does not name the compression, " + compression);
                }
                return header(place, found.get());
            }
            if (saysAll) {
                return header(place, new Way(codec.orElseThrow(), records.orElseThrow()));
            }
            throw unreadable();
        }

        private ArchiveHeader header(Place place, Way way) {
            String damage = problem == null
                    ? null
                    : "The header of " + name + " is damaged at byte " + problemAt(place.begin()) + " (" + problem
                            + "); what its blocks hold was read all the same. `driftlog import` and then `driftlog"
                            + " archive` make a whole file of it.";
            return new ArchiveHeader(place.begin(), place.sync(), way.codec(), way.records(), recorded, damage);
        }

        private void parseRecorded() {
            Entry entry = entries.get(ArchiveWriter.RECORDED);
            Entry runId = entries.get(ArchiveWriter.RUN_ID);
            if (entry == null || runId == null) {
                return;
            }
            String[] words = new String(entry.value(), StandardCharsets.UTF_8).split(" ");
            String id = new String(runId.value(), StandardCharsets.UTF_8);
            try {
                recorded = new RunStatus(
                        id, id, RunStatus.State.valueOf(words[0]), Long.parseLong(words[1]), 0, 0, 0, 0, 0, 0);
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                note(entry.position(), "it says that events are missing, but not which");
            }
        }

        /** Keeps the first damage. */
        private void note(long position, String words) {
            if (problem == null) {
                problemAt = position;
                problem = words;
            }
        }

        /** A length that is damaged leads beyond the header: then it is the last entry that begins in it. */
        private long problemAt(long end) {
            return problemAt < end
                    ? problemAt
                    : entryBegins.stream().filter(begin -> begin < end).reduce(MAGIC, (before, last) -> last);
        }

        private FileException unreadable() {
            if (!isAvro) {
                return new FileException(
                        name + " is not an archive: it does not begin as an Avro object container file does; name a"
                                + " file that `driftlog archive` wrote.",
                        null);
            }
            if (unknownCodec != null) {
                return new FileException(
                        name + " is compressed by " + unknownCodec + ", which is not known here; write it with one of "
                                + BlockCodec.names() + ".",
                        null);
            }
            return new FileException(
                    name + " is damaged in its header at byte " + problemAt(size) + " (" + problem
                            + "), and its blocks do not tell how to read them; take a copy of it.",
                    null);
        }

        /** Where the blocks begin: where the header says, unless none is there and others are elsewhere. */
        private Optional<Place> place() throws IOException {
            if (said != null && (said.begin() >= size || isFollowedByABlock(said))) {
                return Optional.of(said);
            }
            Optional<Place> found = find();
            if (said == null || found.isEmpty() || Arrays.equals(found.get().sync(), said.sync())) {
                return found.or(() -> Optional.ofNullable(said));
            }
            int mismatch = Arrays.mismatch(said.sync(), found.get().sync());
            boolean sameBegin = found.get().begin() == said.begin();
            note(sameBegin ? said.begin() - SYNC + mismatch : MAGIC, "its marker is not the one of the blocks");
            return found;
        }

        private Optional<Place> find() throws IOException {
            Optional<BlockExtent> block = said == null ? Optional.empty() : extent(said.begin());
            if (said != null && block.isPresent() && isWhole(block.get())) {
                Place here = new Place(said.begin(), marker(block.get().end()));
                if (isRead(here)) {
                    return Optional.of(here);
                }
            }
            int last = (int) Math.min(Math.min(beginning.length, SEARCHED), size - SYNC);
            for (int at = MAGIC + SYNC; at < last; at++) {
                Place place = new Place(at, Arrays.copyOfRange(beginning, at - SYNC, at));
                if (isFollowedByABlock(place) && isRead(place)) {
                    return Optional.of(place);
                }
            }
            return Optional.empty();
        }

        /** Whether a whole block follows, with its marker. */
        private boolean isFollowedByABlock(Place place) throws IOException {
            Optional<BlockExtent> block = extent(place.begin());
            return block.isPresent()
                    && isWhole(block.get())
                    && Arrays.equals(marker(block.get().end()), place.sync());
        }

        private boolean isWhole(BlockExtent block) {
            return block.liesWithin(size, SYNC);
        }

        private byte[] marker(long at) throws IOException {
            int length = (int) Math.min(SYNC, size - at);
            return at + length <= beginning.length
                    ? Arrays.copyOfRange(beginning, (int) at, (int) at + length)
                    : file.read(at, length);
        }

        /** What the bytes here say of a block; empty if they are none's. */
        private Optional<BlockExtent> extent(long at) throws IOException {
            int length = (int) Math.min(size - at, BlockExtent.LARGEST_COUNTS);
            byte[] counts = at + length <= beginning.length
                    ? Arrays.copyOfRange(beginning, (int) at, (int) at + length)
                    : file.read(at, length);
            try {
                return Optional.of(BlockExtent.said(counts, new Location.OfBlock(name, at, 0, -1)))
                        .filter(BlockExtent::isPossible);
            } catch (CorruptEventException e) {
                return Optional.empty();
            }
        }

        /** Whether the blocks read as the header says, or at least not better by a schema of ours. */
        private boolean readsAsItSays(Place place) throws IOException {
            if (isOurSchema) {
                return true;
            }
            Set<String> only = Set.of(codec.orElseThrow().name());
            if (tried(place, only, List.of(records.orElseThrow())).isPresent()
                    || tried(place, only, ArchiveSchema.known()).isEmpty()) {
                return true;
            }
            note(schemaAt, "its schema was another one when it was written");
            records = Optional.empty();
            return false;
        }

        private boolean isRead(Place place) throws IOException {
            return tried(place, codecs(), records.map(List::of).orElseGet(ArchiveSchema::known))
                    .isPresent();
        }

        /** The codecs to try: the one that the header names; without a name, all. */
        private Iterable<String> codecs() {
            return codec.isPresent() && entries.containsKey(DataFileConstants.CODEC)
                    ? List.of(codec.get().name())
                    : List.of(
                            DataFileConstants.NULL_CODEC,
                            DataFileConstants.ZSTANDARD_CODEC,
                            DataFileConstants.DEFLATE_CODEC);
        }

        /** A way that reads one of the first blocks as a whole. */
        private Optional<Way> tried(Place place, Iterable<String> codecs, List<ArchiveSchema.Branch> schemas)
                throws IOException {
            for (String codecName : codecs) {
                BlockCodec tried = BlockCodec.named(codecName).orElseThrow();
                for (ArchiveSchema.Branch schema : schemas) {
                    if (reads(place, tried, schema)) {
                        return Optional.of(new Way(tried, schema));
                    }
                }
            }
            return Optional.empty();
        }

        private boolean reads(Place place, BlockCodec by, ArchiveSchema.Branch schema) throws IOException {
            long at = place.begin();
            for (int tried = 0; tried < TRIED && at < size; tried++) {
                Optional<BlockExtent> block = extent(at);
                if (block.isEmpty() || !isWhole(block.get())) {
                    return false;
                }
                if (block.get().count() > 0 && reads(block.get(), by, schema)) {
                    return true;
                }
                at = block.get().end() + SYNC;
            }
            return false;
        }

        private boolean reads(BlockExtent block, BlockCodec by, ArchiveSchema.Branch schema) throws IOException {
            if (block.length() > BlockCodec.LARGEST) {
                return false;
            }
            byte[] compressed = file.read(block.begin(), Math.toIntExact(block.length()));
            int length;
            try {
                length = by.inflate(compressed, compressed.length);
            } catch (IOException e) {
                return false;
            }
            AvroInput in = new AvroInput(by.data(), length, () -> new Location.OfFile(name, block.begin()));
            try {
                for (long i = 0; i < block.count(); i++) {
                    schema.read(in);
                }
                in.expectEnd();
                return true;
            } catch (CorruptEventException e) {
                return false;
            }
        }
    }
}
